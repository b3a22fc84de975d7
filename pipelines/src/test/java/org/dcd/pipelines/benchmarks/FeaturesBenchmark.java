package org.dcd.pipelines.benchmarks;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.data.folder.ImageSets;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.features.inception.Convention;
import org.dcd.transforms.features.inception.InceptionFeatures;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.ClassifierScore;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ops.onnx.ModelMetadata;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.score.ExtractorModel;
import org.dcd.transforms.stage.score.SetScores;
import org.dcd.transforms.stage.score.SetScores.Side;

/**
 * Rate of scoring the PNG files of a folder with Inception with random weights, including decoding, and the rate of
 * ONNX Runtime alone with the same model and number of images in memory. The two alternate, so that other load affects
 * both.
 */
final class FeaturesBenchmark {
    private static final int ROUNDS = 3;

    private FeaturesBenchmark() {}

    /**
     * Measures both rates.
     *
     * @param side width and height of the RGB images in pixels
     * @param batch images per call of ONNX Runtime alone
     * @param steps batches per round; at least 1
     */
    static Map<String, Object> run(int threads, int side, int batch, int steps) throws IOException {
        Path folder = Files.createTempDirectory("dcd-bench");
        try {
            return run(folder, threads, new ImageShape(3, side, side), batch, steps);
        } finally {
            delete(folder);
        }
    }

    private static Map<String, Object> run(Path folder, int threads, ImageShape shape, int batch, int steps)
            throws IOException {
        int count = batch * steps;
        Path images = Files.createDirectory(folder.resolve("images"));
        for (int i = 0; i < count; i++) {
            write(images.resolve(String.format("%06d.png", i)), shape, i);
        }
        byte[] model = inception(shape);
        Path file = Files.write(folder.resolve("features.onnx"), model);
        float[] x = Seeds.normal(1, batch * shape.size());
        OrtOptions options = OrtOptions.cpu(threads);
        Stopwatch alone = new Stopwatch();
        Stopwatch scored = new Stopwatch();
        double[] ratios = new double[ROUNDS];
        try (OrtModel ort = OrtModel.open("inception", model, options);
                ExtractorModel extractor = ExtractorModel.open(file, options)) {
            ImageSet set = ImageSets.open(images);
            Runnable score = () -> score(set, extractor);
            Runnable plain = () -> {
                for (int i = 0; i < steps; i++) {
                    ort.run(batch, Map.of(OnnxExport.X, x), OnnxExport.FEATURES, OnnxExport.LOGITS);
                }
            };
            plain.run();
            score.run();
            for (int round = 0; round < ROUNDS; round++) {
                double before = alone.time(plain);
                ratios[round] = before / scored.time(score);
            }
        }
        Arrays.sort(ratios);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("what", "features");
        figures.put("threads", threads);
        figures.put("images", (long) count * ROUNDS);
        figures.put("side", shape.height());
        figures.put("images_per_second", BenchmarkCase.rounded((double) count * scored.medianRate()));
        figures.put("alone_images_per_second", BenchmarkCase.rounded((double) count * alone.medianRate()));
        figures.put("ratio", BenchmarkCase.rounded(ratios[ROUNDS / 2]));
        figures.put("least_ratio", BenchmarkCase.rounded(ratios[0]));
        return figures;
    }

    /** Scores with a metric that has no reference set, so that every image is processed once. */
    private static void score(ImageSet set, ExtractorModel extractor) {
        try {
            new SetScores(Side.of(set), Side.of(set), List.of(new ClassifierScore(1)), extractor, Map.of()).compute();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] inception(ImageShape shape) {
        FeatureNetwork network = InceptionFeatures.network(shape, Convention.TORCH_FIDELITY);
        ShapeOps facts = new ShapeOps();
        network.apply(facts, "", shape.batch(1));
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (ParameterSpec parameter : facts.parameters()) {
            int size = (int) Tensor.size(parameter.shape());
            float[] values = Seeds.normal(parameter.name().hashCode(), size);
            // He initialisation keeps the scale of the activations of trained weights
            double deviation = Math.sqrt(2.0 * parameter.shape()[0] / size);
            for (int i = 0; i < size; i++) {
                values[i] *= (float) deviation;
            }
            weights.put(parameter.name(), values);
        }
        return OnnxExport.features(network, weights, Map.of(ModelMetadata.EXTRACTOR, "random-inception"));
    }

    /** Writes a smooth image with some noise, which compresses like a photograph. */
    private static void write(Path file, ImageShape shape, int seed) throws IOException {
        BufferedImage image = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
        float[] noise = Seeds.normal(seed, shape.size());
        for (int y = 0; y < shape.height(); y++) {
            for (int x = 0; x < shape.width(); x++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    double wave = Math.sin(0.05 * x * (1 + seed % 7) + c) * Math.cos(0.03 * y);
                    double value = 128 + 80 * wave + 6 * noise[(c * shape.height() + y) * shape.width() + x];
                    rgb = rgb << 8 | (int) Math.max(0, Math.min(255, value));
                }
                image.setRGB(x, y, rgb);
            }
        }
        ImageIO.write(image, "png", file.toFile());
    }

    static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(folder)) {
            all = paths.sorted((a, b) -> b.compareTo(a)).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
