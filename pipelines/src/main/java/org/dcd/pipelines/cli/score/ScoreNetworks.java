package org.dcd.pipelines.cli.score;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.features.inception.Convention;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.LearnedPairMetric;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.pretrained.InceptionV3Weights;
import org.dcd.transforms.pretrained.Pretrained;
import org.dcd.transforms.pretrained.WeightsFolder;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.score.ExtractorModel;
import org.dcd.transforms.stage.score.PairModel;

/**
 * The networks that metrics need, from the files given or from imported weights.
 *
 * @param extractor null when no metric needs one
 * @param pairs networks of learned pair metrics such as LPIPS, by metric
 */
record ScoreNetworks(ExtractorModel extractor, Map<LearnedPairMetric, PairModel> pairs) implements AutoCloseable {
    /**
     * Files given on the command line.
     *
     * @param features an ONNX file or the weights of Inception; null for imported weights
     * @param lpips files of weights, which are identified by their tensors
     */
    record Given(Path features, Convention convention, List<Path> lpips) {}

    /**
     * Opens the networks that the metrics need.
     *
     * @throws BadInputException when a network is neither given nor imported, or does not accept the images
     */
    static ScoreNetworks open(List<Metric> metrics, ImageShape shape, Given given, WeightsFolder imported)
            throws IOException {
        OrtOptions options = OrtOptions.cpu(Runtime.getRuntime().availableProcessors());
        ScoreNetworks networks =
                new ScoreNetworks(extractor(metrics, shape, given, imported, options), new LinkedHashMap<>());
        try {
            networks.openPairs(metrics, shape, given.lpips(), imported, options);
            return networks;
        } catch (RuntimeException | IOException e) {
            networks.close();
            throw e;
        }
    }

    private static ExtractorModel extractor(
            List<Metric> metrics, ImageShape shape, Given given, WeightsFolder imported, OrtOptions options)
            throws IOException {
        if (given.features() != null) {
            return ScoreCommand.extractor(given.features(), given.convention(), shape);
        }
        if (metrics.stream().noneMatch(metric -> metric.input().ofFeatures())) {
            return null;
        }
        Path file = imported.file(Registry.nameOf(new InceptionV3Weights()));
        if (!Files.exists(file)) {
            throw new BadInputException("--metrics compares features, but there is no extractor; give one with"
                    + " --features, such as"
                    + " the features.onnx of a features stage, or import Inception once: dcd weights import FILE with "
                    + Pretrained.files(new InceptionV3Weights()) + "; or choose --metrics psnr,ssim");
        }
        return ExtractorModel.inception(file, given.convention(), shape, options);
    }

    private void openPairs(
            List<Metric> metrics, ImageShape shape, List<Path> files, WeightsFolder imported, OrtOptions options)
            throws IOException {
        Map<String, Pretrained> given = new LinkedHashMap<>();
        for (Path file : files) {
            Pretrained weights = Pretrained.read(file);
            given.put(weights.name(), weights);
        }
        List<String> unused = new ArrayList<>(given.keySet());
        for (Metric metric : metrics) {
            if (metric.learned().isPresent()) {
                LearnedPairMetric learned = metric.learned().get();
                List<Pretrained> weights = new ArrayList<>();
                for (String name : learned.weights()) {
                    weights.add(given.containsKey(name) ? given.get(name) : imported(learned, name, imported));
                }
                pairs.put(learned, PairModel.open(learned, shape, weights, options));
                unused.removeAll(learned.weights());
            }
        }
        if (!unused.isEmpty()) {
            throw new BadInputException("--lpips was given " + String.join(", ", unused)
                    + ", which no metric uses; add lpips or {type: lpips, network: vgg} to --metrics, or omit it");
        }
    }

    private static Pretrained imported(LearnedPairMetric metric, String name, WeightsFolder imported)
            throws IOException {
        return imported.find(name)
                .orElseThrow(() -> new BadInputException(Registry.nameOf(metric) + " needs the weights " + name
                        + "; import them once: dcd weights import FILE with " + Pretrained.files(Pretrained.kind(name))
                        + ", or give the file with --lpips"));
    }

    @Override
    public void close() {
        if (extractor != null) {
            extractor.close();
        }
        pairs.values().forEach(PairModel::close);
    }
}
