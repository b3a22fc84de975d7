package org.dcd.pipelines.benchmarks;

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
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.cli.Cli;
import org.dcd.pipelines.cli.console.DcdHome;
import org.dcd.pipelines.cli.console.ExperimentFile;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.GraphRunners;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.JsonNumbers;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.stage.score.ScorePlan;
import org.dcd.transforms.train.TeacherTraining;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code dcd bench}, which {@code experiments/benchmarks/dcd-bench} adds to the command line. It is not part of the
 * shipped jar.
 */
@Command(
        name = "bench",
        description = "Measure the speed of training, its preparation of batches, sampling, features or moments of"
                + " features with random weights and data, and print one line of JSON.",
        footer = {
            "",
            "Examples:",
            "  experiments/benchmarks/dcd-bench train --steps 200 --threads 2",
            "  experiments/benchmarks/dcd-bench sample --steps 5       teacher and generator, ONNX Runtime and"
                    + " libtorch",
            "  experiments/benchmarks/dcd-bench generate --batch 64    the generator alone",
            "  experiments/benchmarks/dcd-bench features --steps 4     Inception on PNG files, and ONNX Runtime alone",
            "  experiments/benchmarks/dcd-bench feed --threads 2        preparation of batches alone",
            "  experiments/benchmarks/dcd-bench moments --batch 448 --steps 112    moments of 50,000 x 2048 features"
        })
final class BenchCommand implements Callable<Integer> {
    /** The benchmarks. */
    enum What {
        TRAIN,
        SAMPLE,
        GENERATE,
        MOMENTS,
        FEATURES,
        FEED
    }

    /** Batch of ONNX Runtime when neither --batch nor the experiment gives one. */
    private static final int DEFAULT_BATCH = 64;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "train|sample|generate|moments|features|feed", description = "The benchmark to run.")
    private What what;

    @Option(
            names = "--experiment",
            paramLabel = "FILE",
            description = "Experiment whose network, objective and sampler are measured; experiments/quickstart.yaml"
                    + " by default.")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Override a key of the experiment, such as teacher.network.channels=32; repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--threads", paramLabel = "N", description = "Number of threads; one per core by default.")
    private Integer threads;

    @Option(names = "--batch", paramLabel = "N", description = "Images per step; the batch of the teacher by default.")
    private Integer batch;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "20",
            description = "Number of steps before the measurement starts; 20 by default.")
    private int warmup;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "100",
            description = "Number of steps measured; 100 by default.")
    private int steps;

    @Option(
            names = "--dimension",
            paramLabel = "N",
            defaultValue = "2048",
            description = "moments: features per image; 2048 by default.")
    private int dimension;

    @Option(
            names = "--side",
            paramLabel = "N",
            defaultValue = "64",
            description = "features: width and height of the images in pixels; 64 by default.")
    private int side;

    @Mixin
    private HelpOptions helpOptions;

    /** Runs the command line with this command in addition to those that are shipped. */
    public static void main(String[] args) {
        String[] command = Stream.concat(Stream.of("bench"), Stream.of(args)).toArray(String[]::new);
        System.exit(Cli.main(
                command, () -> {}, new NoGraphRunners(), StageTransforms.registered(), List.of(new BenchCommand())));
    }

    /** Benchmarks run no graph. */
    private record NoGraphRunners() implements GraphRunners {
        @Override
        public List<String> names() {
            return List.of("none");
        }

        @Override
        public GraphRunner of(RunnerProfile profile) {
            throw new BadInputException("dcd-bench runs no experiments; use ./dcd");
        }
    }

    @Override
    public Integer call() throws IOException {
        double before = cpuSeconds();
        Map<String, Object> figures = measure();
        figures.put("cpu_seconds", Math.round((cpuSeconds() - before) * 10) / 10.0);
        peakMegabytes().ifPresent(peak -> figures.put("peak_rss_mb", peak));
        spec.commandLine()
                .getOut()
                .println(new ObjectMapper().registerModule(new JsonNumbers()).writeValueAsString(figures));
        return 0;
    }

    private Experiment experiment() throws IOException {
        Path path = file == null ? DcdHome.folder().resolve("experiments/quickstart.yaml") : file;
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
                case FEED -> FeedBenchmark.run(threads(), batch == null ? DEFAULT_BATCH : batch, warmup, steps);
                case FEATURES -> FeaturesBenchmark.run(threads(), side, batch == null ? DEFAULT_BATCH : batch, steps);
            };
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage(), e);
        }
    }

    private int threads() {
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }

    private BenchmarkCase benchmark(Experiment experiment) throws IOException {
        int byDefault = experiment
                .teacher()
                .training()
                .map(TeacherTraining::batch)
                .or(() ->
                        experiment.distillation().map(given -> given.training().batch()))
                .orElse(DEFAULT_BATCH);
        return BenchmarkCase.of(experiment, threads(), batch == null ? byDefault : batch, warmup, steps);
    }

    private static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() * 1e-9
                : 0;
    }

    /** Peak resident memory of this process in MiB; empty on systems without /proc. */
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
