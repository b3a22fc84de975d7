package org.dcd.pipelines.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
            "  experiments/benchmarks/dcd-bench distil --network colour --precision bfloat16",
            "  experiments/benchmarks/dcd-bench train --network ddpmpp --batch 8 --micro-batch 4 --steps 3",
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
        DISTIL,
        SAMPLE,
        GENERATE,
        MOMENTS,
        FEATURES,
        FEED
    }

    /** Batch of ONNX Runtime when neither --batch nor the experiment gives one. */
    private static final int DEFAULT_BATCH = 64;

    private static final String QUICKSTART = "quickstart";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "train|distil|sample|generate|moments|features|feed",
            description = "The benchmark to run.")
    private What what;

    @Option(
            names = "--experiment",
            paramLabel = "FILE",
            description = "Experiment whose network, objective and sampler are measured; experiments/quickstart.yaml"
                    + " by default.")
    private Path file;

    @Option(
            names = "--network",
            paramLabel = "quickstart|colour|ddpmpp",
            description =
                    "Network that train_peer.py has as well, instead of --experiment: of the quickstart; 32 channels"
                            + " for 32x32 colour images; DDPM++ of CIFAR-10.")
    private String network;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Override a key of the experiment, such as teacher.network.channels=32; repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--threads", paramLabel = "N", description = "Number of threads; one per core by default.")
    private Integer threads;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Images per step; the batch of the experiment by default.")
    private Integer batch;

    @Option(
            names = "--micro-batch",
            paramLabel = "N",
            description =
                    "train, distil: images that are computed at once; by default the batch is divided by the number"
                            + " of threads.")
    private Integer microBatch;

    @Option(
            names = "--precision",
            paramLabel = "P",
            description = "train, distil: float32 or bfloat16; float32 by default.")
    private String precision;

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description =
                    "train, distil: instead of measuring, write weights, batches, losses and gradient norms of two"
                            + " steps to a safetensors file for train_peer.py --check. Dropout is off.")
    private Path check;

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
        double before = ProcessFigures.cpuSeconds();
        Map<String, Object> figures = measure();
        figures.put("cpu_seconds", Math.round((ProcessFigures.cpuSeconds() - before) * 10) / 10.0);
        ProcessFigures.describe(figures);
        spec.commandLine()
                .getOut()
                .println(new ObjectMapper().registerModule(new JsonNumbers()).writeValueAsString(figures));
        return 0;
    }

    private Experiment experiment() throws IOException {
        return new ExperimentFile(path(), settings(), new StoreOptions().weights()).read();
    }

    private Path path() {
        if (file != null && network != null) {
            throw new BadInputException("--network and --experiment exclude each other; give one of them");
        }
        if (file != null) {
            return file;
        }
        boolean other = network != null && !network.equals(QUICKSTART);
        return DcdHome.folder()
                .resolve("experiments")
                .resolve(other ? "benchmarks/" + network + ".yaml" : QUICKSTART + ".yaml");
    }

    /** The overrides of the user, and those that options stand for. */
    private List<String> settings() {
        List<String> settings = new ArrayList<>(overrides);
        if (trains()) {
            String training = (what == What.DISTIL ? "distillation" : "teacher") + ".training.";
            add(settings, training + "batch", batch);
            add(settings, training + "micro-batch", microBatch);
            add(settings, training + "precision", precision);
            add(settings, "teacher.network.dropout", check == null ? null : 0);
        }
        return settings;
    }

    private static void add(List<String> settings, String key, Object value) {
        if (value != null) {
            settings.add(key + "=" + value);
        }
    }

    private boolean trains() {
        return what == What.TRAIN || what == What.DISTIL;
    }

    private Map<String, Object> measure() throws IOException {
        if (!trains() && (microBatch != null || precision != null || check != null)) {
            throw new BadInputException("--micro-batch, --precision and --check apply to train and distil only");
        }
        try {
            return switch (what) {
                case TRAIN -> training(TeacherWorkload::new);
                case DISTIL -> training(DistillationWorkload::new);
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

    private Map<String, Object> training(TrainingBenchmark.Factory workload) throws IOException {
        BenchmarkCase benchmark = benchmark(experiment());
        String name = what.name().toLowerCase(Locale.ROOT);
        return check == null
                ? TrainingBenchmark.run(name, benchmark, Gpus.shared(), workload)
                : TrainingCheck.write(name, benchmark, Gpus.shared(), workload, check);
    }

    private int threads() {
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }

    private BenchmarkCase benchmark(Experiment experiment) throws IOException {
        int images = batch == null ? batchOf(experiment) : batch;
        return new BenchmarkCase(
                experiment,
                BenchmarkCase.shapeOf(experiment),
                threads(),
                images,
                microBatch == null ? images / Math.max(1, parts(images)) : microBatch,
                precision == null ? "float32" : precision,
                warmup,
                steps);
    }

    /** The largest number of equal parts that is at most the number of threads. */
    private int parts(int images) {
        int parts = Math.min(threads(), images);
        while (parts > 1 && images % parts != 0) {
            parts--;
        }
        return parts;
    }

    private int batchOf(Experiment experiment) {
        Optional<Integer> distils =
                experiment.distillation().map(given -> given.training().batch());
        Optional<Integer> trains = experiment.teacher().training().map(TeacherTraining::batch);
        Optional<Integer> given = what == What.DISTIL ? distils : trains.or(() -> distils);
        return given.orElse(DEFAULT_BATCH);
    }
}
