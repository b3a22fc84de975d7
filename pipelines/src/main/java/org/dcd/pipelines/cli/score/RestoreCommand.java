package org.dcd.pipelines.cli.score;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.CommonOptions;
import org.dcd.pipelines.cli.console.ExperimentFile;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.experiment.MemberParser;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.workflow.TrainedModel;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.data.folder.ImageSets;
import org.dcd.transforms.features.inception.Convention;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseModel;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.MetricInput;
import org.dcd.transforms.metric.MetricValue;
import org.dcd.transforms.metric.ScoreNames;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.restore.MeasurementBatch;
import org.dcd.transforms.restore.PseudoInverse;
import org.dcd.transforms.restore.RestorationContext;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.stage.restore.Restoration;
import org.dcd.transforms.stage.score.SetScores;
import org.dcd.transforms.stage.score.SetScores.Scored;
import org.dcd.transforms.stage.score.SetScores.Side;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd restore MEASUREMENTS --experiment FILE}. */
@Command(
        name = "restore",
        description = "Restore images from measurements y = A(x) + noise with the generator or the teacher of a"
                + " finished"
                + " experiment. Measurements are a folder or zip of PNG or JPEG images, or a Parquet table written by a"
                + " stage.",
        footer = {
            "",
            "Examples:",
            "  dcd restore noisy/ --experiment experiments/quickstart.yaml -o restored/",
            "  dcd restore noisy/ --experiment my.yaml --method '{type: generator-prior, restarts: 4}' --steps 300",
            "  dcd restore small/ --experiment my.yaml --operator '{type: downsample}' --noise none --learning-rate"
                    + " 0.1",
            "  dcd restore .dcd/stages/corrupt/KEY --experiment my.yaml --method dps --reference clean/"
        })
final class RestoreCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "MEASUREMENTS", description = "The measurements to restore.")
    private Path measurements;

    @Option(
            names = "--experiment",
            paramLabel = "FILE",
            required = true,
            description = "Finished experiment that provides the model, the operator and the noise.")
    private Path file;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "generator-prior",
            description = "Method, as in restoration.methods of experiment files; generator-prior by default.")
    private String method;

    @Option(names = "--steps", paramLabel = "N", description = "Number of steps of the method.")
    private String steps;

    @Option(names = "--learning-rate", paramLabel = "R", description = "Learning rate of the method.")
    private String learningRate;

    @Option(names = "--operator", paramLabel = "A", description = "Operator; that of the experiment by default.")
    private String operator;

    @Option(names = "--noise", paramLabel = "N", description = "Noise model; that of the experiment by default.")
    private String noise;

    @Option(
            names = "--reference",
            paramLabel = "CLEAN",
            description = "Clean images with the same names, used only to score the restored images.")
    private Path reference;

    @Option(
            names = "--metrics",
            paramLabel = "LIST",
            defaultValue = "psnr,ssim",
            description = "Metrics against the clean images; psnr,ssim by default.")
    private String metrics;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "restored",
            description = "Output folder, one PNG per image; restored by default.")
    private Path output;

    @Mixin
    private CommonOptions options;

    RestoreCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Restorer restorer = restorer();
        ExperimentFile source = new ExperimentFile(file, options.overrides(), options.weights());
        Experiment experiment = source.read();
        Corruption corruption = corruption(experiment);
        DatasetSource.Summary data = experiment.dataset().summarise();
        ImageShape image = new ImageShape(data.channels(), data.height(), data.width());
        MeasurementModel model = new MeasurementModel(corruption.operator(), image);
        check(restorer, model, corruption);
        RestoredImages.check(output, image);
        RestoreInput input =
                RestoreInput.read(measurements, model, corruption.noise().nominalSigma());
        context.out().println(measurements + ": " + input.found());
        Seeds seeds = new Seeds(experiment.seed()).derive("restore/" + Registry.nameOf(restorer));
        RestorationContext known = TrainedModel.of(
                        source.plan(options.store()), options.store(), restorer, file.toString())
                .known(RestorationContext.nothing(Gpus.shared(), seeds));
        List<Metric> wanted = reference == null ? List.of() : metrics();
        ScoreNetworks.Given none = new ScoreNetworks.Given(null, Convention.TORCH_FIDELITY, List.of());
        try (ScoreNetworks networks = ScoreNetworks.open(wanted, image, none, options.weights())) {
            Optional<Scores> scores = scores(input, known, image, wanted, networks);
            restore(restorer, input, known, image, scores);
        }
        return 0;
    }

    private void restore(
            Restorer restorer, RestoreInput input, RestorationContext known, ImageShape image, Optional<Scores> scores)
            throws IOException, InterruptedException {
        long before = System.nanoTime();
        MeasurementBatch measured = input.measured();
        float[] values = restorer.restore(measured, known, this::progress);
        double seconds = (System.nanoTime() - before) * 1e-9;
        RestoredImages restored = RestoredImages.of(input.names(), image, values);
        restored.write(output);
        context.out()
                .println(output + ": " + Count.of(measured.count(), "image") + " of " + image + " by "
                        + Registry.nameOf(restorer) + " in " + FormattedNumbers.duration(seconds)
                        + "; root mean square of A(x) - y: "
                        + FormattedNumbers.figure(Restoration.misfit(measured, values, known.engine())));
        if (scores.isPresent()) {
            print(scores.get(), restored);
        }
    }

    /** The clean images and metrics, checked before the restoration starts. */
    private record Scores(
            List<Metric> metrics, ScoreNetworks networks, RestoredImages clean, List<Scored> ofMeasurements) {
        List<Scored> of(RestoredImages images) throws IOException {
            return new SetScores(Side.of(images), Side.of(clean), metrics, null, networks.pairs()).compute();
        }
    }

    private List<Metric> metrics() {
        List<Metric> wanted = MemberParser.metrics("--metrics", metrics);
        for (Metric metric : wanted) {
            if (metric.input() != MetricInput.PAIRS) {
                throw new BadInputException("--metrics contains " + Registry.nameOf(metric) + ", which does not compare"
                        + " image pairs; choose psnr, ssim or lpips");
            }
        }
        return wanted;
    }

    private Optional<Scores> scores(
            RestoreInput input, RestorationContext known, ImageShape image, List<Metric> wanted, ScoreNetworks networks)
            throws IOException {
        if (reference == null) {
            return Optional.empty();
        }
        ImageSet references = ImageSets.open(reference);
        context.out().println("against " + reference + ": " + references.describe());
        RestoredImages clean = RestoredImages.named(input.names(), image, references, reference);
        float[] observed = new PseudoInverse().restore(input.measured(), known, (done, total, loss) -> {});
        Scores scores = new Scores(wanted, networks, clean, List.of());
        List<Scored> before = scores.of(RestoredImages.of(input.names(), image, observed));
        return Optional.of(new Scores(wanted, networks, clean, before));
    }

    private Restorer restorer() {
        Map<String, String> more = new LinkedHashMap<>();
        if (steps != null) {
            more.put("steps", steps);
        }
        if (learningRate != null) {
            more.put("learning-rate", learningRate);
        }
        return MemberParser.parse(Restorer.class, "--method", method, more);
    }

    private Corruption corruption(Experiment experiment) {
        ForwardOperator a = operator == null
                ? experiment.corruption().operator()
                : MemberParser.parse(ForwardOperator.class, "--operator", operator, Map.of());
        NoiseModel n = noise == null
                ? experiment.corruption().noise()
                : MemberParser.parse(NoiseModel.class, "--noise", noise, Map.of());
        return new Corruption(a, n);
    }

    private static void check(Restorer restorer, MeasurementModel model, Corruption corruption) {
        try {
            model.operator().checkImage(model.image());
            restorer.check(model, corruption.noise().nominalSigma() > 0);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage(), e);
        }
    }

    private void progress(double done, double total, double loss) {
        if (context.terminal()) {
            context.out().printf("\r%3.0f%%", 100 * done / total);
            context.out().print(done < total ? "" : "\r     \r");
            context.out().flush();
        }
    }

    private void print(Scores scores, RestoredImages restored) throws IOException {
        List<String> header = new ArrayList<>(List.of("images"));
        List<String> before = new ArrayList<>(List.of("measurements"));
        List<String> after = new ArrayList<>(List.of("restored"));
        List<Scored> ofRestored = scores.of(restored);
        for (int i = 0; i < ofRestored.size(); i++) {
            String name = ofRestored.get(i).value().name();
            header.add(name + (ScoreNames.isHigherBetter(name) ? " ↑" : ""));
            before.add(text(scores.ofMeasurements().get(i).value()));
            after.add(text(ofRestored.get(i).value()));
        }
        TextTable table = TextTable.ofNumbers(header);
        table.line(before);
        table.line(after);
        table.render().forEach(context.out()::println);
    }

    private static String text(MetricValue value) {
        return FormattedNumbers.figure(value.value())
                + (value.deviation().isPresent()
                        ? " ± " + FormattedNumbers.figure(value.deviation().getAsDouble())
                        : "");
    }
}
