package org.dcd.transforms.export;

import java.util.Map;
import java.util.TreeMap;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.features.PairNetwork;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.ops.Shapes;
import org.dcd.transforms.ops.onnx.ModelMetadata;
import org.dcd.transforms.ops.onnx.OnnxGraph;
import org.dcd.transforms.ops.onnx.OnnxModel;
import org.dcd.transforms.ops.onnx.OnnxOps;
import org.dcd.transforms.ops.onnx.OnnxValue;

/**
 * Exports trained networks as ONNX models. The graph is emitted from the definition that was used for training. Equal
 * arguments give equal bytes. Weights are passed by parameter name: {@link Weights} are read while the model is
 * written, arrays (row-major) give the file in memory. Metadata (see {@link ModelMetadata}) is stored in the file, with
 * kind, image shape and value range added.
 */
public final class OnnxExport {
    /** Input of denoisers, feature extractors and distances: images. */
    public static final String X = "x";
    /** Input of generators: standard normal latents. */
    public static final String Z = "z";
    /** Input of denoisers: σ of each image. */
    public static final String SIGMA = "sigma";
    /** Output of denoisers: denoised images. */
    public static final String DENOISED = "denoised";
    /** Output of generators: float images. */
    public static final String IMAGE = "image";
    /** Output of generators: u8 images. */
    public static final String PIXELS = "pixels";
    /** Output of feature extractors: features. */
    public static final String FEATURES = "features";
    /** Output of feature extractors: logits of a classifier. */
    public static final String LOGITS = "logits";

    /** Second input of distances: images to compare with. */
    public static final String Y = "y";
    /** Output of distances. */
    public static final String DISTANCE = "distance";

    private static final String RANGE = "[-1, 1]";

    private OnnxExport() {}

    /**
     * Exports a denoiser D(x; σ). Inputs are x [n, c + k, h, w], the image and the standard normal latent of the
     * conditioning, and sigma [n]; output is denoised [n, c, h, w].
     *
     * @param denoiser network, shape and conditioning
     * @param prefix prefix of parameter names
     * @param weights values by parameter name
     * @param metadata additional metadata
     */
    public static OnnxModel denoiser(
            ConditionedDenoiser denoiser, String prefix, Weights weights, Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("denoiser");
        OnnxOps ops = new OnnxOps(graph, weights);
        OnnxValue x = graph.input(X, OnnxGraph.Type.FLOAT, denoiser.inputShape().batch(Shapes.BATCH));
        OnnxValue sigma = graph.input(SIGMA, OnnxGraph.Type.FLOAT, Shapes.BATCH);
        OnnxValue sigmas = ops.reshape(sigma, -1, 1, 1, 1);
        graph.output(DENOISED, OnnxGraph.Type.FLOAT, denoiser.fromLatent(ops, prefix, x, 1, sigmas));
        return graph.model(described("denoiser", denoiser.shape(), metadata, Map.of()));
    }

    /** Exports a denoiser to memory. */
    public static byte[] denoiser(
            ConditionedDenoiser denoiser, String prefix, Map<String, float[]> weights, Map<String, String> metadata) {
        return denoiser(denoiser, prefix, Weights.of(weights), metadata).toBytes();
    }

    /**
     * Exports a generator G(z). Input is z, standard normal, of the generator's latent shape; outputs are image (float)
     * and pixels (u8), [n, c, h, w]. σ_init is a constant, so ONNX Runtime precomputes the noise embedding.
     *
     * @param generator the generator
     * @param prefix prefix of parameter names
     * @param weights values by parameter name
     * @param metadata additional metadata
     */
    public static OnnxModel generator(
            OneStepGenerator generator, String prefix, Weights weights, Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("generator");
        OnnxOps ops = new OnnxOps(graph, weights);
        OnnxValue z =
                graph.input(Z, OnnxGraph.Type.FLOAT, generator.latentShape().batch(Shapes.BATCH));
        OnnxValue image = generator.apply(ops, prefix, z);
        graph.output(IMAGE, OnnxGraph.Type.FLOAT, image);
        graph.output(PIXELS, OnnxGraph.Type.UINT8, ops.pixels(image));
        return graph.model(described(
                "generator",
                generator.shape(),
                metadata,
                Map.of(ModelMetadata.SIGMA_INIT, Double.toString(generator.sigmaInit()))));
    }

    /** Exports a generator to memory. */
    public static byte[] generator(
            OneStepGenerator generator, String prefix, Map<String, float[]> weights, Map<String, String> metadata) {
        return generator(generator, prefix, Weights.of(weights), metadata).toBytes();
    }

    /**
     * Exports a feature extractor. Input is x [n, c, h, w]; outputs are features [n, d] and, for classifiers, logits
     * [n, classes].
     *
     * @param network the network
     * @param weights values by parameter name
     * @param metadata additional metadata
     */
    public static OnnxModel features(FeatureNetwork network, Weights weights, Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("features");
        OnnxOps ops = new OnnxOps(graph, weights);
        OnnxValue x = graph.input(X, OnnxGraph.Type.FLOAT, network.shape().batch(Shapes.BATCH));
        FeatureNetwork.Output<OnnxValue> output = network.apply(ops, "", x);
        graph.output(FEATURES, OnnxGraph.Type.FLOAT, output.features());
        if (output.logits() != null) {
            graph.output(LOGITS, OnnxGraph.Type.FLOAT, output.logits());
        }
        return graph.model(described("features", network.shape(), metadata, Map.of()));
    }

    /** Exports a feature extractor to memory. */
    public static byte[] features(FeatureNetwork network, Map<String, float[]> weights, Map<String, String> metadata) {
        return features(network, Weights.of(weights), metadata).toBytes();
    }

    /**
     * Exports a distance between images. Inputs are x and y [n, c, h, w]; output is distance [n, 1].
     *
     * @param network the network
     * @param weights values by parameter name, row-major
     * @param metadata additional metadata
     */
    public static byte[] pairs(PairNetwork network, Map<String, float[]> weights, Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("pairs");
        OnnxOps ops = new OnnxOps(graph, weights);
        long[] shape = network.shape().batch(Shapes.BATCH);
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
