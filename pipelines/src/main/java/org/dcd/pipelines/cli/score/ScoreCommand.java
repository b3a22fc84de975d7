package org.dcd.pipelines.cli.score;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.DataSummary;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.Json;
import org.dcd.pipelines.cli.console.ProtocolTerms;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.pipelines.experiment.MemberParser;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.features.inception.Convention;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.MetricValue;
import org.dcd.transforms.metric.ScoreNames;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.stage.score.ExtractorModel;
import org.dcd.transforms.stage.score.SetScores;
import org.dcd.transforms.stage.score.SetScores.Scored;
import org.dcd.transforms.stage.score.SetScores.Side;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code dcd score IMAGES REFERENCE}. */
@Command(
        name = "score",
        description = "Score images against reference images, without an experiment. Each side is a folder or zip of"
                + " PNG"
                + " or JPEG images, a Parquet table written by a stage, or for fd an .npz file with mu and sigma."
                + " Metrics of"
                + " pairs match images by name.",
        footer = {
            "",
            "Examples:",
            "  dcd score restored/ clean/ --metrics psnr,ssim",
            "  dcd score restored/ clean/ --metrics lpips,fd       weights from dcd weights import",
            "  dcd score samples/ train/ --features weights-inception-2015-12-05-6726825d.pth --metrics fd,kd",
            "  dcd score samples/ train.npz --features weights-inception-2015-12-05-6726825d.pth",
            "  dcd score samples.zip train.zip --features .dcd/stages/features/KEY/features.onnx",
            "  dcd score A B --features features.onnx --metrics 'fd,{type: kd, subset-size: 100},precision-recall'"
                    + " --json"
        })
final class ScoreCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "IMAGES", description = "The images to score.")
    private Path images;

    @Parameters(index = "1", paramLabel = "REFERENCE", description = "The images to compare with.")
    private Path reference;

    @Option(
            names = "--metrics",
            paramLabel = "LIST",
            defaultValue = "fd",
            description =
                    "Metrics, as in scoring.metrics of experiment files; fd by default, the Fréchet distance (the FID"
                            + " when the features are those of Inception).")
    private String metrics;

    @Option(
            names = "--features",
            paramLabel = "FILE",
            description = "Feature extractor: features.onnx of a features stage, or Inception-v3 weights as used by"
                    + " torch-fidelity and pytorch-fid; the imported weights by default.")
    private Path features;

    @Option(
            names = "--lpips",
            paramLabel = "FILE",
            description = "Weights for LPIPS: torchvision's AlexNet or VGG-16, and the heads; repeatable. The imported"
                    + " weights by default.")
    private List<Path> lpips = new ArrayList<>();

    @Option(
            names = "--convention",
            paramLabel = "NAME",
            defaultValue = "torch-fidelity",
            description = "Preprocessing of images for Inception: torch-fidelity (default), pytorch-fid or clean-fid.",
            converter = ConventionName.class)
    private Convention convention;

    @Option(names = "--json", description = "Print a JSON list with one object per score.")
    private boolean json;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    ScoreCommand(CommandContext context) {
        this.context = context;
    }

    /** A score as JSON. */
    private record Line(
            String metric,
            double value,
            Double deviation,
            Long count,
            ProtocolTerms contract,
            DataSummary images,
            DataSummary reference) {}

    @Override
    public Integer call() throws IOException {
        List<Metric> wanted = MemberParser.metrics("--metrics", metrics);
        Side scored = Side.open(images);
        Side clean = Side.open(reference);
        printSources(scored.describe(), clean.describe());
        try (ScoreNetworks networks = networks(wanted, scored, clean)) {
            show(
                    new SetScores(scored, clean, wanted, networks.extractor(), networks.pairs()).compute(),
                    DataSummary.of(images, scored),
                    DataSummary.of(reference, clean));
        }
        return 0;
    }

    private ScoreNetworks networks(List<Metric> wanted, Side scored, Side clean) throws IOException {
        if (scored.statistics().isEmpty() && clean.statistics().isEmpty()) {
            ScoreNetworks.Given given = new ScoreNetworks.Given(features, convention, lpips);
            return ScoreNetworks.open(wanted, scored.images().orElseThrow().shape(), given, options.weights());
        }
        Optional<ImageSet> set = scored.images().or(clean::images);
        if (set.isPresent() && features == null) {
            throw new BadInputException("statistics are compared with images, which needs the extractor of the"
                    + " statistics; give it with"
                    + " --features, and for Inception its preprocessing with --convention");
        }
        if (set.isEmpty() && features != null) {
            throw new BadInputException("--features is not used: both sides are files of statistics; omit it");
        }
        return new ScoreNetworks(
                set.isEmpty() ? null : extractor(features, convention, set.get().shape()), Map.of());
    }

    private void printSources(String ofImages, String ofReference) {
        if (!json) {
            context.out().println(images + ": " + ofImages);
            context.out().println("against " + reference + ": " + ofReference);
        }
    }

    private void show(List<Scored> scores, DataSummary ofImages, DataSummary ofReference) throws IOException {
        if (json) {
            context.out().println(Json.pretty(lines(scores, ofImages, ofReference)));
        } else {
            print(scores);
        }
    }

    static ExtractorModel extractor(Path features, Convention convention, ImageShape shape) throws IOException {
        OrtOptions options = OrtOptions.cpu(Runtime.getRuntime().availableProcessors());
        return features.toString().endsWith(".onnx")
                ? ExtractorModel.open(features, options)
                : ExtractorModel.inception(features, convention, shape, options);
    }

    /** Reads the name of a convention as the tool itself is written. */
    static final class ConventionName implements ITypeConverter<Convention> {
        @Override
        public Convention convert(String name) {
            for (Convention convention : Convention.values()) {
                if (convention.id().equals(name)) {
                    return convention;
                }
            }
            throw new TypeConversionException("must be torch-fidelity, pytorch-fid or clean-fid, was '" + name + "'");
        }
    }

    private static List<Line> lines(List<Scored> scores, DataSummary ofImages, DataSummary ofReference) {
        return scores.stream()
                .map(score -> new Line(
                        score.value().name(),
                        score.value().value(),
                        deviation(score.value()),
                        ofImages.count(),
                        ProtocolTerms.of(score.protocol()),
                        ofImages,
                        ofReference))
                .toList();
    }

    private static Double deviation(MetricValue value) {
        return value.deviation().isPresent() ? value.deviation().getAsDouble() : null;
    }

    private void print(List<Scored> scores) {
        TextTable table = TextTable.ofNumbers(List.of("metric", "value", "±", "protocol"));
        for (Scored score : scores) {
            MetricValue value = score.value();
            List<String> line = new ArrayList<>();
            line.add(value.name() + (ScoreNames.isHigherBetter(value.name()) ? " ↑" : ""));
            line.add(FormattedNumbers.figure(value.value()));
            line.add(
                    value.deviation().isPresent()
                            ? FormattedNumbers.figure(value.deviation().getAsDouble())
                            : "–");
            line.add(score.protocol().getName());
            table.line(line);
        }
        table.render().forEach(context.out()::println);
    }
}
