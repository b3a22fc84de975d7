package org.dcd.pipelines.cli.project;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.dcd.pipelines.benchmarks.BenchmarkCase;
import org.dcd.pipelines.benchmarks.FeaturesBenchmark;
import org.dcd.pipelines.benchmarks.MomentsBenchmark;
import org.dcd.pipelines.benchmarks.SamplingBenchmark;
import org.dcd.pipelines.benchmarks.TrainingBenchmark;
import org.dcd.pipelines.cli.console.ExperimentFile;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.Home;
import org.dcd.pipelines.cli.console.Session;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.JsonNumbers;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.stage.score.ScorePlan;
import org.dcd.transforms.train.TeacherTraining;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd bench train|sample|generate|moments|features}; see experiments/benchmarks. */
@Command(
        name = "bench",
        description =
                "Measures the speed of training, sampling or moments of features with random weights and data, and"
                        + " prints one line of JSON.",
        footer = {
            "",
            "Examples:",
            "  dcd bench train --steps 200 --threads 2",
            "  dcd bench sample --steps 5         teacher, generator and the generator in libtorch, in turn",
            "  dcd bench generate --batch 64      the generator alone",
            "  dcd bench features --steps 4       Inception over PNG files beside ONNX Runtime alone",
            "  dcd bench moments --batch 448 --steps 112   moments of 50,000 x 2048 features, as scores take them"
        })
final class BenchCommand implements Callable<Integer> {
    /** What is measured. */
    enum What {
        TRAIN,
        SAMPLE,
        GENERATE,
        MOMENTS,
        FEATURES
    }

    /** Of ONNX Runtime, where nothing else is asked for. */
    private static final int USUAL_BATCH = 64;

    private final Session session;

    @Parameters(paramLabel = "train|sample|generate|moments|features", description = "What to measure.")
    private What what;

    @Option(
            names = "--experiment",
            paramLabel = "FILE",
            description = "Whose network, objective and sampler; experiments/quickstart.yaml by default.")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides a key of the experiment, such as teacher.network.channels=32; repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--threads", paramLabel = "N", description = "Threads; one for each core by default.")
    private Integer threads;

    @Option(names = "--batch", paramLabel = "N", description = "Images per step; that of the teacher by default.")
    private Integer batch;

    @Option(names = "--warmup", paramLabel = "N", defaultValue = "20", description = "Steps before the clock starts.")
    private int warmup;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "100", description = "Steps measured.")
    private int steps;

    @Option(
            names = "--dimension",
            paramLabel = "N",
            defaultValue = "2048",
            description = "Features of an image, of moments; 2048 by default.")
    private int dimension;

    @Option(
            names = "--side",
            paramLabel = "N",
            defaultValue = "64",
            description = "Pixels of a side of the images, of features; 64 by default.")
    private int side;

    @Mixin
    private HelpOptions helpOptions;

    BenchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        double before = cpuSeconds();
        Map<String, Object> figures = measure();
        figures.put("cpu_seconds", Math.round((cpuSeconds() - before) * 10) / 10.0);
        peakMegabytes().ifPresent(peak -> figures.put("peak_rss_mb", peak));
        session.out()
                .println(new ObjectMapper().registerModule(new JsonNumbers()).writeValueAsString(figures));
        return 0;
    }

    private Experiment experiment() throws IOException {
        Path path = file == null ? Home.folder().resolve("experiments/quickstart.yaml") : file;
        return new ExperimentFile(path, overrides, new StoreOptions().weights()).read();
    }

    private Map<String, Object> measure() throws IOException {
        try {
            return switch (what) {
                case TRAIN -> TrainingBenchmark.run(benchmark(experiment()), Gpus.shared());
                case SAMPLE -> SamplingBenchmark.run(benchmark(experiment()), true, Gpus.shared());
                case GENERATE -> SamplingBenchmark.run(benchmark(experiment()), false, Gpus.shared());
                case MOMENTS -> MomentsBenchmark.run(
                        threads(), dimension, batch == null ? ScorePlan.IMAGES_PER_SHARD : batch, warmup, steps);
                case FEATURES -> FeaturesBenchmark.run(threads(), side, batch == null ? USUAL_BATCH : batch, steps);
            };
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage(), e);
        }
    }

    private int threads() {
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }

    private BenchmarkCase benchmark(Experiment experiment) throws IOException {
        int usual = experiment
                .teacher()
                .training()
                .map(TeacherTraining::batch)
                .or(() ->
                        experiment.distillation().map(given -> given.training().batch()))
                .orElse(USUAL_BATCH);
        return BenchmarkCase.of(experiment, threads(), batch == null ? usual : batch, warmup, steps);
    }

    private static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() * 1e-9
                : 0;
    }

    /** Greatest resident memory so far, where Linux tells. */
    private static Optional<Long> peakMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst();
        }
    }
}
