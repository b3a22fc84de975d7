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
 * A multi-layer perceptron for points, such as points of the plane as images of shape [2, 1, 1]. Images are flattened.
 * Every hidden layer gets the embedding e(σ). Layers after the first are residual: h ← h + silu(W h + b + W' e(σ)).
 *
 * @param width width of the hidden layers and of the noise embedding
 * @param depth number of hidden layers
 * @param frequencies k; for each input x the network also gets sin(2^i π x) and cos(2^i π x) for i < k (Tancik et al.
 *     2020), which speeds up learning of steep functions; 0 for none
 */
@TypeName("mlp")
public record Mlp(
        @Default("128") @Range("[4, 65536]") int width,
        @Default("4") @Range("[1, 256]") int depth,
        @Default("0") @NotInKeyByDefault @Range("[0, 16]") int frequencies)
        implements Denoiser {
    /** Initialisation with which the denoiser starts close to c_skip(σ) x. */
    private static final Init ALMOST_ZERO = new Init.XavierUniform(1e-5);

    public Mlp {
        Ranges.check(Mlp.class, width, depth, frequencies);
        if (width % 2 != 0) {
            throw new IllegalArgumentException("mlp.width must be even, was " + width);
        }
    }

    /** Creates a network without Fourier features of the input. */
    public Mlp(int width, int depth) {
        this(width, depth, 0);
    }

    @Override
    public <T> T apply(Ops<T> ops, String prefix, T x, T noiseLabels, ImageShape shape, int conditionChannels) {
        int inputs = (shape.channels() + conditionChannels) * shape.height() * shape.width();
        Layers<T> layers = new Layers<>(ops, prefix);
        T embedding = NoiseEmbedding.POSITIONAL.apply(ops, prefix, noiseLabels, width);
        embedding = ops.silu(layers.linear("map_layer0", embedding, width, width));
        embedding = ops.silu(layers.linear("map_layer1", embedding, width, width));
        T features = features(ops, ops.reshape(x, 0, inputs));
        T h = hidden(layers, 0, features, inputs * (1 + 2 * frequencies), embedding);
        for (int i = 1; i < depth; i++) {
            h = ops.add(h, hidden(layers, i, h, width, embedding));
        }
        T out = layers.linear("out", h, width, shape.size(), ALMOST_ZERO);
        return ops.reshape(out, 0, shape.channels(), shape.height(), shape.width());
    }

    /** Input with its Fourier features, [n, inputs · (1 + 2k)]. */
    private <T> T features(Ops<T> ops, T x) {
        List<T> features = new ArrayList<>(List.of(x));
        for (int i = 0; i < frequencies; i++) {
            T angle = ops.multiply(x, Math.PI * (1 << i));
            features.add(ops.sin(angle));
            features.add(ops.cos(angle));
        }
        return frequencies == 0 ? x : ops.concat(1, features);
    }

    private <T> T hidden(Layers<T> layers, int i, T x, int inputs, T embedding) {
        Ops<T> ops = layers.ops();
        String name = "layer" + i;
        T shift = layers.linear(name + ".affine", embedding, width, width);
        return ops.silu(ops.add(layers.linear(name, x, inputs, width), shift));
    }

    @Override
    public void checkShape(ImageShape shape) {}
}
