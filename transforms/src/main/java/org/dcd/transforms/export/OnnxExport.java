package org.dcd.transforms.export;

import java.util.Map;
import java.util.TreeMap;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.features.PairNetwork;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.ops.onnx.ModelMetadata;
import org.dcd.transforms.ops.onnx.OnnxGraph;
import org.dcd.transforms.ops.onnx.OnnxOps;
import org.dcd.transforms.ops.onnx.OnnxValue;

/**
 * Writes trained networks as ONNX, by walking the same definition that trained them. The same arguments give the same
 * bytes. Weights are given by parameter name, row-major; metadata (see {@link ModelMetadata}) is stored in the file
 * beside what the export itself knows.
 */
public final class OnnxExport {
    public static final String X = "x";
    public static final String Z = "z";
    public static final String SIGMA = "sigma";
    public static final String DENOISED = "denoised";
    public static final String IMAGE = "image";
    public static final String PIXELS = "pixels";
    public static final String FEATURES = "features";
    public static final String LOGITS = "logits";

    public static final String Y = "y";
    public static final String DISTANCE = "distance";

    private static final String RANGE = "[-1, 1]";

    private OnnxExport() {}

    /**
     * D(x; σ): inputs x [n, c + k, h, w], the image and the standard normal latent of the condition, and sigma [n];
     * output denoised [n, c, h, w].
     */
    public static byte[] denoiser(
            ConditionedDenoiser denoiser, String prefix, Map<String, float[]> weights, Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("denoiser");
        OnnxOps ops = new OnnxOps(graph, weights);
        OnnxValue x = graph.input(X, OnnxGraph.Type.FLOAT, denoiser.inputShape().batch(OnnxGraph.BATCH));
        OnnxValue sigma = graph.input(SIGMA, OnnxGraph.Type.FLOAT, OnnxGraph.BATCH);
        OnnxValue levels = ops.reshape(sigma, -1, 1, 1, 1);
        graph.output(DENOISED, OnnxGraph.Type.FLOAT, denoiser.fromLatent(ops, prefix, x, 1, levels));
        return graph.toBytes(described("denoiser", denoiser.shape(), metadata, Map.of()));
    }

    /**
     * G(z): input z, standard normal, of the shape of the generator's latent; outputs image (float) and pixels (u8),
     * [n, c, h, w]. The level of a denoiser is a constant, so that ONNX Runtime folds the whole embedding path.
     */
    public static byte[] generator(
            OneStepGenerator generator, String prefix, Map<String, float[]> weights, Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("generator");
        OnnxOps ops = new OnnxOps(graph, weights);
        OnnxValue z =
                graph.input(Z, OnnxGraph.Type.FLOAT, generator.latentShape().batch(OnnxGraph.BATCH));
        OnnxValue image = generator.apply(ops, prefix, z);
        graph.output(IMAGE, OnnxGraph.Type.FLOAT, image);
        graph.output(PIXELS, OnnxGraph.Type.UINT8, ops.pixels(image));
        return graph.toBytes(described(
                "generator",
                generator.shape(),
                metadata,
                Map.of(ModelMetadata.SIGMA_INIT, Double.toString(generator.sigmaInit()))));
    }

    /**
     * A feature extractor: input x [n, c, h, w], outputs features [n, d] and, if there are any, logits [n, classes].
     */
    public static byte[] features(FeatureNetwork network, Map<String, float[]> weights, Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("features");
        OnnxOps ops = new OnnxOps(graph, weights);
        OnnxValue x = graph.input(X, OnnxGraph.Type.FLOAT, network.shape().batch(OnnxGraph.BATCH));
        FeatureNetwork.Output<OnnxValue> output = network.apply(ops, "", x);
        graph.output(FEATURES, OnnxGraph.Type.FLOAT, output.features());
        if (output.logits() != null) {
            graph.output(LOGITS, OnnxGraph.Type.FLOAT, output.logits());
        }
        return graph.toBytes(described("features", network.shape(), metadata, Map.of()));
    }

    /** A distance of two images: inputs x and y [n, c, h, w], output distance [n, 1]. */
    public static byte[] pairs(PairNetwork network, Map<String, float[]> weights, Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("pairs");
        OnnxOps ops = new OnnxOps(graph, weights);
        long[] shape = network.shape().batch(OnnxGraph.BATCH);
        OnnxValue x = graph.input(X, OnnxGraph.Type.FLOAT, shape);
        OnnxValue y = graph.input(Y, OnnxGraph.Type.FLOAT, shape);
        graph.output(DISTANCE, OnnxGraph.Type.FLOAT, network.apply(ops, "", x, y));
        return graph.toBytes(described("pairs", network.shape(), metadata, Map.of()));
    }

    private static Map<String, String> described(
            String kind, ImageShape shape, Map<String, String> given, Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(given);
        all.putAll(more);
        all.put(ModelMetadata.KIND, kind);
        all.put(ModelMetadata.IMAGE_SHAPE, shape.toString());
        all.put(ModelMetadata.VALUE_RANGE, RANGE);
        return all;
    }
}
