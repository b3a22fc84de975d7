package org.dcd.transforms.model;

import java.util.ArrayList;
import java.util.List;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKeyByDefault;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * A multi-layer perceptron for points, such as points of the plane as images of shape [2, 1, 1]; images are flattened.
 * Every hidden layer sees the noise level, those after the first are residual: h ← h + silu(W h + b + W' e(σ)).
 *
 * @param width of hidden layers and of the embedding of the level
 * @param depth number of hidden layers
 * @param frequencies k: beside each number x the network sees sin(2^i π x) and cos(2^i π x) for i < k (Tancik et al.
 *     2020), without which it learns steep functions slowly; 0 for none
 */
@TypeName("mlp")
public record Mlp(
        @Default("128") @Range("[4, 65536]") int width,
        @Default("4") @Range("[1, 256]") int depth,
        @Default("0") @NotInKeyByDefault @Range("[0, 16]") int frequencies)
        implements Denoiser {
    /** The denoiser starts close to c_skip(σ) x. */
    private static final Init ALMOST_ZERO = new Init.XavierUniform(1e-5);

    public Mlp {
        Ranges.check(Mlp.class, width, depth, frequencies);
        if (width % 2 != 0) {
            throw new IllegalArgumentException("mlp.width must be even, was " + width);
        }
    }

    /** Without sines and cosines of the input. */
    public Mlp(int width, int depth) {
        this(width, depth, 0);
    }

    @Override
    public <T> T apply(Ops<T> ops, String prefix, T x, T noiseLabels, ImageShape shape, int conditionChannels) {
        int inputs = (shape.channels() + conditionChannels) * shape.height() * shape.width();
        Layers<T> layers = new Layers<>(ops, prefix);
        T level = NoiseEmbedding.POSITIONAL.apply(ops, prefix, noiseLabels, width);
        level = ops.silu(layers.linear("map_layer0", level, width, width));
        level = ops.silu(layers.linear("map_layer1", level, width, width));
        T h = hidden(layers, 0, seen(ops, ops.reshape(x, 0, inputs)), inputs * (1 + 2 * frequencies), level);
        for (int i = 1; i < depth; i++) {
            h = ops.add(h, hidden(layers, i, h, width, level));
        }
        T out = layers.linear("out", h, width, shape.size(), ALMOST_ZERO);
        return ops.reshape(out, 0, shape.channels(), shape.height(), shape.width());
    }

    /** [n, inputs · (1 + 2k)]. */
    private <T> T seen(Ops<T> ops, T x) {
        List<T> features = new ArrayList<>(List.of(x));
        for (int i = 0; i < frequencies; i++) {
            T angle = ops.multiply(x, Math.PI * (1 << i));
            features.add(ops.sin(angle));
            features.add(ops.cos(angle));
        }
        return frequencies == 0 ? x : ops.concat(1, features);
    }

    private <T> T hidden(Layers<T> layers, int i, T x, int inputs, T level) {
        Ops<T> ops = layers.ops();
        String name = "layer" + i;
        T shift = layers.linear(name + ".affine", level, width, width);
        return ops.silu(ops.add(layers.linear(name, x, inputs, width), shift));
    }

    @Override
    public void checkShape(ImageShape shape) {}
}
