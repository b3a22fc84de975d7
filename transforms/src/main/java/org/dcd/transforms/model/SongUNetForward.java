package org.dcd.transforms.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Ops;

/** The forward pass of {@link SongUNet}, in the order of EDM's {@code SongUNet.forward}. */
final class SongUNetForward<T> {
    private static final double SKIP_SCALE = Math.sqrt(0.5);
    private static final int EMBEDDING_MULTIPLIER = 4;
    /** EDM's initialisation: residual branches and output close to zero, attention small. */
    private static final Init ALMOST_ZERO = new Init.XavierUniform(1e-5);

    private static final Init ATTENTION = new Init.XavierUniform(Math.sqrt(0.2));

    private enum Resample {
        NONE,
        DOWN,
        UP
    }

    /** A tensor with its channels and height, as back ends may not know shapes. */
    private record Feature<T>(T value, int channels, int height) {
        Feature<T> with(T other) {
            return new Feature<>(other, channels, height);
        }
    }

    private final SongUNet net;
    private final Ops<T> ops;
    private final String prefix;
    private final ImageShape shape;
    private final int conditionChannels;
    private final Resampling resampling;
    private final Layers<T> layers;

    SongUNetForward(SongUNet net, Ops<T> ops, String prefix, ImageShape shape, int conditionChannels) {
        net.checkShape(shape);
        this.net = net;
        this.ops = ops;
        this.prefix = prefix;
        this.shape = shape;
        this.conditionChannels = conditionChannels;
        this.resampling = new Resampling(net.resampleFilter());
        this.layers = new Layers<>(ops, prefix);
    }

    /** @param augmentLabels null for none */
    T apply(T x, T noiseLabels, T augmentLabels) {
        T embedding = embed(noiseLabels, augmentLabels);
        Deque<Feature<T>> skips = new ArrayDeque<>();
        Feature<T> h = encode(x, embedding, skips);
        h = decode(h, embedding, skips);
        String last = "dec." + resolution(0) + "_aux_";
        T out = ops.silu(layers.norm(last + "norm", h.value(), h.channels()));
        return layers.conv(last + "conv", out, h.channels(), shape.channels(), 3, ALMOST_ZERO);
    }

    /** Embedding of noise level and augmentation, then two layers. */
    private T embed(T noiseLabels, T augmentLabels) {
        int narrow = net.channels() * net.noiseMultiplier();
        T embedding = net.embedding().apply(ops, prefix, noiseLabels, narrow);
        if (augmentLabels != null) {
            T weight = layers.weight("map_augment", Init.XAVIER, narrow, net.augmentLabels());
            embedding = ops.add(embedding, ops.linear(augmentLabels, weight, null));
        }
        int wide = net.channels() * EMBEDDING_MULTIPLIER;
        embedding = ops.silu(layers.linear("map_layer0", embedding, narrow, wide));
        return ops.silu(layers.linear("map_layer1", embedding, wide, wide));
    }

    private Feature<T> encode(T x, T embedding, Deque<Feature<T>> skips) {
        Feature<T> h = new Feature<>(x, shape.channels() + conditionChannels, shape.height());
        Feature<T> image = h;
        for (int level = 0; level < net.multipliers().size(); level++) {
            String name = "enc." + resolution(level);
            if (level == 0) {
                T first = layers.conv(name + "_conv", h.value(), h.channels(), net.channels(), 3, Init.XAVIER);
                h = new Feature<>(first, net.channels(), shape.height());
            } else {
                h = block(name + "_down", h, h.channels(), Resample.DOWN, false, embedding);
                if (net.encoder() == SongUNet.Encoder.RESIDUAL) {
                    h = withImage(name + "_aux_residual", h, image);
                    image = h;
                }
            }
            skips.push(h);
            for (int i = 0; i < net.blocks(); i++) {
                h = block(name + "_block" + i, h, width(level), Resample.NONE, attends(level), embedding);
                skips.push(h);
            }
        }
        return h;
    }

    /**
     * Adds the image of the level above, convolved and downsampled, and scales the sum by 1/√2. The bias is added
     * before the filter, which is equivalent as the filter sums to 1.
     */
    private Feature<T> withImage(String name, Feature<T> in, Feature<T> image) {
        T weight = layers.weight(name, Init.XAVIER, in.channels(), image.channels(), 3, 3);
        T bias = layers.bias(name, in.channels());
        T aux = resampling.downInside(ops, ops.conv2d(image.value(), weight, bias, 1, 1 + resampling.margin()));
        return in.with(ops.multiply(ops.add(in.value(), aux), SKIP_SCALE));
    }

    private Feature<T> decode(Feature<T> encoded, T embedding, Deque<Feature<T>> skips) {
        Feature<T> h = encoded;
        int deepest = net.multipliers().size() - 1;
        for (int level = deepest; level >= 0; level--) {
            String name = "dec." + resolution(level);
            if (level == deepest) {
                h = block(name + "_in0", h, h.channels(), Resample.NONE, true, embedding);
                h = block(name + "_in1", h, h.channels(), Resample.NONE, false, embedding);
            } else {
                h = block(name + "_up", h, h.channels(), Resample.UP, false, embedding);
            }
            for (int i = 0; i <= net.blocks(); i++) {
                Feature<T> skip = skips.pop();
                T joined = ops.concat(1, List.of(h.value(), skip.value()));
                boolean attention = i == net.blocks() && attends(level);
                h = block(
                        name + "_block" + i,
                        new Feature<>(joined, h.channels() + skip.channels(), h.height()),
                        width(level),
                        Resample.NONE,
                        attention,
                        embedding);
            }
        }
        return h;
    }

    /**
     * EDM's {@code UNetBlock}: norm, SiLU, convolution, addition of the embedding, norm, SiLU, dropout, convolution,
     * skip connection, attention.
     */
    private Feature<T> block(
            String name, Feature<T> in, int channels, Resample resample, boolean attention, T embedding) {
        T h = resample(ops.silu(layers.norm(name + ".norm0", in.value(), in.channels())), resample);
        h = layers.conv(name + ".conv0", h, in.channels(), channels, 3, Init.XAVIER);
        T shift = layers.linear(name + ".affine", embedding, net.channels() * EMBEDDING_MULTIPLIER, channels);
        h = ops.add(h, ops.reshape(shift, 0, channels, 1, 1));
        h = ops.dropout(ops.silu(layers.norm(name + ".norm1", h, channels)), net.dropout());
        h = layers.conv(name + ".conv1", h, channels, channels, 3, ALMOST_ZERO, SKIP_SCALE);
        T sum = ops.add(h, skip(name, in, channels, resample));
        Feature<T> out = new Feature<>(sum, channels, height(in.height(), resample));
        return attention ? attend(name, out) : out;
    }

    /** Skip connection: converts the input to channels and resolution of the output. Upsampling last costs a fourth. */
    private T skip(String name, Feature<T> in, int channels, Resample resample) {
        if (in.channels() == channels && resample == Resample.NONE) {
            return ops.multiply(in.value(), SKIP_SCALE);
        }
        T small = resample == Resample.DOWN ? resampling.down(ops, in.value()) : in.value();
        if (resample != Resample.UP || resampling.isBox()) {
            T skip = layers.conv(name + ".skip", small, in.channels(), channels, 1, Init.XAVIER, SKIP_SCALE);
            return resample == Resample.UP ? resampling.up(ops, skip) : skip;
        }
        // The filter pads with zeros, which would weaken the bias at the border; so it is added afterwards.
        T weight = layers.weight(name + ".skip", Init.XAVIER, channels, in.channels(), 1, 1);
        T bias = layers.bias(name + ".skip", channels);
        T skip = resampling.up(ops, ops.conv2d(small, ops.multiply(weight, SKIP_SCALE), null, 1, 0));
        return ops.add(skip, ops.reshape(ops.multiply(bias, SKIP_SCALE), 1, channels, 1, 1));
    }

    /** Self-attention with one head over all positions. */
    private Feature<T> attend(String name, Feature<T> in) {
        int c = in.channels();
        T qkv = layers.conv(
                name + ".qkv", layers.norm(name + ".norm2", in.value(), in.channels()), c, 3 * c, 1, ATTENTION);
        // EDM interleaves q, k and v: they are channels 3j, 3j + 1 and 3j + 2 for channel j.
        T split = ops.reshape(qkv, 0, c, 3, -1);
        T q = ops.reshape(ops.narrow(split, 2, 0, 1), 0, c, -1);
        T k = ops.reshape(ops.narrow(split, 2, 1, 1), 0, c, -1);
        T v = ops.reshape(ops.narrow(split, 2, 2, 1), 0, c, -1);
        T weights = ops.softmax(ops.matmul(ops.transpose(q, 0, 2, 1), ops.multiply(k, 1 / Math.sqrt(c))));
        int width = in.height() * shape.width() / shape.height();
        T attended = ops.reshape(ops.matmul(v, ops.transpose(weights, 0, 2, 1)), 0, c, in.height(), width);
        T projected = layers.conv(name + ".proj", attended, c, c, 1, ALMOST_ZERO, SKIP_SCALE);
        return in.with(ops.add(projected, ops.multiply(in.value(), SKIP_SCALE)));
    }

    private T resample(T x, Resample resample) {
        return switch (resample) {
            case NONE -> x;
            case DOWN -> resampling.down(ops, x);
            case UP -> resampling.up(ops, x);
        };
    }

    private static int height(int height, Resample resample) {
        return switch (resample) {
            case NONE -> height;
            case DOWN -> height / 2;
            case UP -> height * 2;
        };
    }

    private int width(int level) {
        return net.channels() * net.multipliers().get(level);
    }

    private boolean attends(int level) {
        return net.attention().contains(shape.height() >> level);
    }

    /** Resolution in EDM's parameter names; for images that are not square it is the height. */
    private String resolution(int level) {
        int side = shape.height() >> level;
        return side + "x" + side;
    }
}
