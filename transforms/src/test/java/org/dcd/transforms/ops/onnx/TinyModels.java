package org.dcd.transforms.ops.onnx;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.features.Pixels;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.random.Seeds;

/** Small networks and models for tests. */
public final class TinyModels {
    private TinyModels() {}

    /**
     * One hidden convolution with group normalisation and an embedding of the noise level, which uses most operations.
     */
    public record TinyDenoiser() implements Denoiser {
        private static final int HIDDEN = 4;

        @Override
        public <T> T apply(Ops<T> ops, String prefix, T x, T noiseLabels, ImageShape shape, int conditionChannels) {
            int c = shape.channels();
            T level = ops.reshape(noiseLabels, -1, 1);
            T embedding = ops.linear(
                    ops.concat(1, List.of(ops.sin(level), ops.cos(level))),
                    ops.parameter(prefix + "map.weight", Init.XAVIER, HIDDEN, 2),
                    ops.parameter(prefix + "map.bias", Init.ZERO, HIDDEN));
            T h = ops.conv2d(
                    x,
                    ops.parameter(prefix + "in.weight", Init.XAVIER, HIDDEN, c, 3, 3),
                    ops.parameter(prefix + "in.bias", Init.ZERO, HIDDEN),
                    1,
                    1);
            h = ops.add(h, ops.reshape(embedding, -1, HIDDEN, 1, 1));
            h = ops.groupNorm(
                    h,
                    2,
                    1e-6,
                    ops.parameter(prefix + "norm.weight", Init.ONE, HIDDEN),
                    ops.parameter(prefix + "norm.bias", Init.ZERO, HIDDEN));
            h = ops.dropout(ops.silu(h), 0.1);
            return ops.conv2d(
                    h,
                    ops.parameter(prefix + "out.weight", Init.XAVIER, c, HIDDEN, 3, 3),
                    ops.parameter(prefix + "out.bias", Init.ZERO, c),
                    1,
                    1);
        }

        @Override
        public void checkShape(ImageShape shape) {}

        /** Reproducible weights. */
        public static Map<String, float[]> weights(String prefix, ImageShape shape) {
            int c = shape.channels();
            return Map.of(
                    prefix + "map.weight", Seeds.normal(1, HIDDEN * 2),
                    prefix + "map.bias", Seeds.normal(2, HIDDEN),
                    prefix + "in.weight", Seeds.normal(3, HIDDEN * c * 9),
                    prefix + "in.bias", Seeds.normal(4, HIDDEN),
                    prefix + "norm.weight", Seeds.normal(5, HIDDEN),
                    prefix + "norm.bias", Seeds.normal(6, HIDDEN),
                    prefix + "out.weight", Seeds.normal(7, c * HIDDEN * 9),
                    prefix + "out.bias", Seeds.normal(8, c));
        }
    }

    public static byte[] denoiser(ImageShape shape) {
        return OnnxExport.denoiser(
                ConditionedDenoiser.of(new TinyDenoiser(), shape),
                "model.",
                TinyDenoiser.weights("model.", shape),
                Map.of());
    }

    public static byte[] generator(ImageShape shape) {
        return OnnxExport.generator(
                OneStepGenerator.of(ConditionedDenoiser.of(new TinyDenoiser(), shape), 2.5),
                "model.",
                TinyDenoiser.weights("model.", shape),
                Map.of());
    }

    public static byte[] pixelFeatures(ImageShape shape, Map<String, String> metadata) {
        return OnnxExport.features(new Pixels().network(shape, 0), Map.of(), metadata);
    }

    /** The same network with the SiLU of the pixels as logits. */
    public static byte[] pixelClassifier(ImageShape shape, Map<String, String> metadata) {
        return OnnxExport.features(new PixelClassifier(shape), Map.of(), metadata);
    }

    private record PixelClassifier(ImageShape shape) implements FeatureNetwork {
        @Override
        public int dimension() {
            return shape.size();
        }

        @Override
        public int classes() {
            return shape.size();
        }

        @Override
        public <T> Output<T> apply(Ops<T> ops, String prefix, T x) {
            T pixels = ops.reshape(x, 0, shape.size());
            return new Output<>(pixels, ops.reshape(ops.silu(x), 0, shape.size()));
        }
    }

    /** A model with the output y of an expression of its input x. */
    static byte[] expression(
            BiFunction<OnnxOps, OnnxValue, OnnxValue> body, Map<String, float[]> weights, long... shape) {
        OnnxGraph graph = new OnnxGraph("expression");
        OnnxValue x = graph.input("x", OnnxGraph.Type.FLOAT, shape);
        graph.output("y", OnnxGraph.Type.FLOAT, body.apply(new OnnxOps(graph, weights), x));
        return graph.toBytes(Map.of());
    }
}
