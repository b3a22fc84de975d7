package org.dcd.pipelines.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        description = "Scores images against reference images, without an experiment. Each is a folder or zip of PNG or"
                + " JPEG images, a Parquet table that a stage wrote, or for fd an .npz file of mu and sigma. Metrics of"
                + " pairs match images by name.",
        footer = {
            "",
            "Examples:",
            "  dcd score restored/ clean/ --metrics psnr,ssim",
            "  dcd score restored/ clean/ --metrics lpips,fd       with weights of dcd weights import",
            "  dcd score samples/ train/ --features weights-inception-2015-12-05-6726825d.pth --metrics fd,kd",
            "  dcd score samples/ train.npz --features weights-inception-2015-12-05-6726825d.pth",
            "  dcd score samples.zip train.zip --features .dcd/stages/features/KEY/features.onnx",
            "  dcd score A B --features features.onnx --metrics 'fd,{type: kd, subset-size: 100},precision-recall' --json"
        })
final class ScoreCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "IMAGES", description = "What is scored.")
    private Path images;

    @Parameters(index = "1", paramLabel = "REFERENCE", description = "What it is compared with.")
    private Path reference;

    @Option(
            names = "--metrics",
            paramLabel = "LIST",
            defaultValue = "fd",
            description =
                    "As in scoring.metrics of an experiment; fd by default, the Fréchet distance, which is the FID"
                            + " on the features of Inception alone.")
    private String metrics;

    @Option(
            names = "--features",
            paramLabel = "FILE",
            description =
                    "What extracts features: the features.onnx of a features stage, or the weights of Inception-v3"
                            + " as torch-fidelity and pytorch-fid have them; those that were imported by default.")
    private Path features;

    @Option(
            names = "--lpips",
            paramLabel = "FILE",
            description =
                    "Weights for LPIPS, of torchvision's AlexNet or VGG-16 or of the heads; repeatable. Those that"
                            + " were imported by default.")
    private List<Path> lpips = new ArrayList<>();

    @Option(
            names = "--convention",
            paramLabel = "NAME",
            defaultValue = "torch-fidelity",
            description = "How images are brought to Inception: torch-fidelity (default), pytorch-fid or clean-fid.",
            converter = ConventionName.class)
    private Convention convention;

    @Option(names = "--json", description = "Prints a list of objects, one per score.")
    private boolean json;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    ScoreCommand(Session session) {
        this.session = session;
    }

    /** A score as JSON. */
    private record Line(
            String metric,
            double value,
            Double deviation,
            Long count,
            ProtocolTerms contract,
            Found images,
            Found reference) {}

    @Override
    public Integer call() throws IOException {
        List<Metric> wanted = MemberParser.metrics("--metrics", metrics);
        Side scored = Side.open(images);
        Side clean = Side.open(reference);
        tellFound(scored.describe(), clean.describe());
        try (ScoreNetworks networks = networks(wanted, scored, clean)) {
            show(
                    new SetScores(scored, clean, wanted, networks.extractor(), networks.pairs()).compute(),
                    Found.of(images, scored),
                    Found.of(reference, clean));
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
            throw new BadInputException("the statistics are compared with images; give what extracted them with"
                    + " --features, and for Inception how with --convention");
        }
        if (set.isEmpty() && features != null) {
            throw new BadInputException(
                    "two files of statistics have no images to extract features of; leave --features out");
        }
        return new ScoreNetworks(
                set.isEmpty() ? null : extractor(features, convention, set.get().shape()), Map.of());
    }

    private void tellFound(String ofImages, String ofReference) {
        if (!json) {
            session.out().println(images + ": " + ofImages);
            session.out().println("against " + reference + ": " + ofReference);
        }
    }

    private void show(List<Scored> scores, Found ofImages, Found ofReference) throws IOException {
        if (json) {
            session.out().println(Json.pretty(lines(scores, ofImages, ofReference)));
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

    /** Names as tools write themselves. */
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

    private static List<Line> lines(List<Scored> scores, Found ofImages, Found ofReference) {
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
        table.render().forEach(session.out()::println);
    }
}
