package org.dcd.transforms.features;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Ops;

/**
 * A small convolutional classifier: levels of two 3x3 convolutions with group normalisation, with downsampling by 2
 * between levels until the resolution is below 8 or there are 5 levels; then global average pooling, a layer of
 * features, and a linear layer of logits.
 *
 * @param settings channels and number of features
 * @param shape [c, h, w] of the input
 * @param classes number of classes
 */
public record ClassifierNetwork(ClassifierFeatures settings, ImageShape shape, int classes) implements FeatureNetwork {
    private static final int COARSEST = 4;
    private static final int MAX_LEVELS = 5;
    private static final int WIDEST = 4;
    private static final double EPSILON = 1e-5;

    @Override
    public int dimension() {
        return settings.dimension();
    }

    @Override
    public <T> Output<T> apply(Ops<T> ops, String prefix, T x) {
        T h = x;
        int in = shape.channels();
        int side = Math.min(shape.height(), shape.width());
        for (int level = 0; level < MAX_LEVELS; level++) {
            int out = settings.channels() * Math.min(1 << level, WIDEST);
            h = layer(ops, prefix + "level" + level + ".0", h, in, out);
            h = layer(ops, prefix + "level" + level + ".1", h, out, out);
            in = out;
            if (side < 2 * COARSEST) {
                break;
            }
            h = ops.downsample2(h);
            side /= 2;
        }
        T pooled = ops.reshape(ops.mean(h, 2, 3), 0, in);
        T features = ops.silu(linear(ops, prefix + "features", pooled, in, settings.dimension()));
        return new Output<>(features, linear(ops, prefix + "logits", features, settings.dimension(), classes));
    }

    private static <T> T layer(Ops<T> ops, String name, T x, int in, int out) {
        T weight = ops.parameter(name + ".weight", new Init.UniformFanIn(9L * in), out, in, 3, 3);
        T bias = ops.parameter(name + ".bias", Init.ZERO, out);
        T scale = ops.parameter(name + ".norm.weight", Init.ONE, out);
        T shift = ops.parameter(name + ".norm.bias", Init.ZERO, out);
        T convolved = ops.conv2d(x, weight, bias, 1, 1);
        return ops.silu(ops.groupNorm(convolved, out / 4, EPSILON, scale, shift));
    }

    private static <T> T linear(Ops<T> ops, String name, T x, int in, int out) {
        T weight = ops.parameter(name + ".weight", new Init.UniformFanIn(in), out, in);
        T bias = ops.parameter(name + ".bias", Init.ZERO, out);
        return ops.linear(x, weight, bias);
    }
}
