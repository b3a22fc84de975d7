package org.dcd.transforms.onnx;

import java.util.Map;
import java.util.TreeMap;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.objective.ConditionedDenoiser;
import org.dcd.transforms.ops.Ops;

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

    private static final String RANGE = "[-1, 1]";

    private OnnxExport() {}

    /** A network that computes features, written once against {@link Ops}. */
    public interface FeatureNetwork {
        /** @param x images [n, c, h, w] in [-1, 1], not clipped */
        <T> Outputs<T> apply(Ops<T> ops, T x, ImageShape shape);

        /**
         * @param features [n, d]
         * @param logits [n, classes]
         */
        record Outputs<T>(T features, T logits) {}
    }

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
     * G(z) = D(σ_init · z; σ_init): input z [n, c + k, h, w], standard normal, of which k channels make the condition;
     * outputs image (float) and pixels (u8), [n, c, h, w]. The level is a constant, so that ONNX Runtime folds the
     * whole embedding path.
     */
    public static byte[] generator(
            ConditionedDenoiser denoiser,
            String prefix,
            double sigmaInit,
            Map<String, float[]> weights,
            Map<String, String> metadata) {
        if (!(sigmaInit > 0 && sigmaInit <= 1e4)) {
            throw new IllegalArgumentException("sigma-init must be in (0, 10000], was " + sigmaInit);
        }
        OnnxGraph graph = new OnnxGraph("generator");
        OnnxOps ops = new OnnxOps(graph, weights);
        OnnxValue z = graph.input(Z, OnnxGraph.Type.FLOAT, denoiser.inputShape().batch(OnnxGraph.BATCH));
        OnnxValue sigma = ops.constant(new float[] {(float) sigmaInit}, 1, 1, 1, 1);
        OnnxValue image = denoiser.fromLatent(ops, prefix, z, sigmaInit, sigma);
        graph.output(IMAGE, OnnxGraph.Type.FLOAT, image);
        graph.output(PIXELS, OnnxGraph.Type.UINT8, ops.pixels(image));
        return graph.toBytes(described(
                "generator", denoiser.shape(), metadata, Map.of(ModelMetadata.SIGMA_INIT, Double.toString(sigmaInit))));
    }

    /** A feature extractor: input x [n, c, h, w], outputs features [n, d] and logits [n, classes]. */
    public static byte[] features(
            FeatureNetwork network, ImageShape shape, Map<String, float[]> weights, Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("features");
        OnnxOps ops = new OnnxOps(graph, weights);
        OnnxValue x = graph.input(X, OnnxGraph.Type.FLOAT, shape.batch(OnnxGraph.BATCH));
        FeatureNetwork.Outputs<OnnxValue> outputs = network.apply(ops, x, shape);
        graph.output(FEATURES, OnnxGraph.Type.FLOAT, outputs.features());
        graph.output(LOGITS, OnnxGraph.Type.FLOAT, outputs.logits());
        return graph.toBytes(described("features", shape, metadata, Map.of()));
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
