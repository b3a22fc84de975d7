package org.dcd.transforms.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Ops;

/** One walk through the topology of {@link SongUNet}, top-down as in EDM's {@code SongUNet.forward}. */
final class SongUNetWalk<T> {
    private static final double EPSILON = 1e-6;
    private static final double SKIP_SCALE = Math.sqrt(0.5);
    private static final int EMBEDDING_MULTIPLIER = 4;
    /** EDM starts residual branches and the output close to zero, and attention small. */
    private static final Init ALMOST_ZERO = new Init.XavierUniform(1e-5);

    private static final Init ATTENTION = new Init.XavierUniform(Math.sqrt(0.2));

    private enum Resample {
        NONE,
        DOWN,
        UP
    }

    /** A tensor with its channels and height: back ends need not know shapes. */
    private record Feature<T>(T value, int channels, int side) {
        Feature<T> with(T other) {
            return new Feature<>(other, channels, side);
        }
    }

    private final SongUNet net;
    private final Ops<T> ops;
    private final String prefix;
    private final ImageShape shape;
    private final int conditionChannels;

    SongUNetWalk(SongUNet net, Ops<T> ops, String prefix, ImageShape shape, int conditionChannels) {
        net.checkShape(shape);
        this.net = net;
        this.ops = ops;
        this.prefix = prefix;
        this.shape = shape;
        this.conditionChannels = conditionChannels;
    }

    T apply(T x, T noiseLabels) {
        T embedding = embed(noiseLabels);
        Deque<Feature<T>> skips = new ArrayDeque<>();
        Feature<T> h = encode(x, embedding, skips);
        h = decode(h, embedding, skips);
        String last = "dec." + resolution(0) + "_aux_";
        T out = ops.silu(norm(last + "norm", h));
        return conv(last + "conv", out, h.channels(), shape.channels(), 3, ALMOST_ZERO);
    }

    /** Positional embedding, sine and cosine swapped as in EDM, then two layers. */
    private T embed(T noiseLabels) {
        int half = net.channels() / 2;
        float[] frequencies = new float[half];
        for (int i = 0; i < half; i++) {
            frequencies[i] = (float) Math.pow(1e-4, i / (half - 1.0));
        }
        T angles = ops.multiply(ops.reshape(noiseLabels, -1, 1), ops.constant(frequencies, 1, half));
        T embedding = ops.concat(1, List.of(ops.sin(angles), ops.cos(angles)));
        int wide = net.channels() * EMBEDDING_MULTIPLIER;
        embedding = ops.silu(linear("map_layer0", embedding, net.channels(), wide));
        return ops.silu(linear("map_layer1", embedding, wide, wide));
    }

    private Feature<T> encode(T x, T embedding, Deque<Feature<T>> skips) {
        Feature<T> h = new Feature<>(x, shape.channels() + conditionChannels, shape.height());
        for (int level = 0; level < net.multipliers().size(); level++) {
            String name = "enc." + resolution(level);
            if (level == 0) {
                T first = conv(name + "_conv", h.value(), h.channels(), net.channels(), 3, Init.XAVIER);
                h = new Feature<>(first, net.channels(), shape.height());
            } else {
                h = block(name + "_down", h, h.channels(), Resample.DOWN, false, embedding);
            }
            skips.push(h);
            for (int i = 0; i < net.blocks(); i++) {
                h = block(name + "_block" + i, h, width(level), Resample.NONE, attends(level), embedding);
                skips.push(h);
            }
        }
        return h;
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
                        new Feature<>(joined, h.channels() + skip.channels(), h.side()),
                        width(level),
                        Resample.NONE,
                        attention,
                        embedding);
            }
        }
        return h;
    }

    /**
     * EDM's {@code UNetBlock}: norm, SiLU, convolution, embedding added, norm, SiLU, dropout, convolution, skip,
     * attention.
     */
    private Feature<T> block(
            String name, Feature<T> in, int channels, Resample resample, boolean attention, T embedding) {
        T h = resample(ops.silu(norm(name + ".norm0", in)), resample);
        h = conv(name + ".conv0", h, in.channels(), channels, 3, Init.XAVIER);
        T shift = linear(name + ".affine", embedding, net.channels() * EMBEDDING_MULTIPLIER, channels);
        h = ops.add(h, ops.reshape(shift, 0, channels, 1, 1));
        int side = side(in.side(), resample);
        h = ops.dropout(ops.silu(norm(name + ".norm1", new Feature<>(h, channels, side))), net.dropout());
        h = conv(name + ".conv1", h, channels, channels, 3, ALMOST_ZERO, SKIP_SCALE);
        Feature<T> out = new Feature<>(ops.add(h, skip(name, in, channels, resample)), channels, side);
        return attention ? attend(name, out) : out;
    }

    /** The input as the output of the block looks; enlarged last, which gives the same for a fourth of the work. */
    private T skip(String name, Feature<T> in, int channels, Resample resample) {
        if (in.channels() == channels && resample == Resample.NONE) {
            return ops.multiply(in.value(), SKIP_SCALE);
        }
        T small = resample == Resample.DOWN ? ops.downsample2(in.value()) : in.value();
        T skip = conv(name + ".skip", small, in.channels(), channels, 1, Init.XAVIER, SKIP_SCALE);
        return resample == Resample.UP ? ops.upsample2(skip) : skip;
    }

    /** Self-attention with one head over all positions. */
    private Feature<T> attend(String name, Feature<T> in) {
        int c = in.channels();
        T qkv = conv(name + ".qkv", norm(name + ".norm2", in), c, 3 * c, 1, ATTENTION);
        // EDM interleaves: channels 3j, 3j + 1 and 3j + 2 are q, k and v of channel j.
        T split = ops.reshape(qkv, 0, c, 3, -1);
        T q = ops.reshape(ops.narrow(split, 2, 0, 1), 0, c, -1);
        T k = ops.reshape(ops.narrow(split, 2, 1, 1), 0, c, -1);
        T v = ops.reshape(ops.narrow(split, 2, 2, 1), 0, c, -1);
        T weights = ops.softmax(ops.matmul(ops.transpose(q, 0, 2, 1), ops.multiply(k, 1 / Math.sqrt(c))));
        T attended = ops.reshape(ops.matmul(v, ops.transpose(weights, 0, 2, 1)), 0, c, in.side(), in.side());
        T projected = conv(name + ".proj", attended, c, c, 1, ALMOST_ZERO, SKIP_SCALE);
        return in.with(ops.add(projected, ops.multiply(in.value(), SKIP_SCALE)));
    }

    private T resample(T x, Resample resample) {
        return switch (resample) {
            case NONE -> x;
            case DOWN -> ops.downsample2(x);
            case UP -> ops.upsample2(x);
        };
    }

    private static int side(int side, Resample resample) {
        return switch (resample) {
            case NONE -> side;
            case DOWN -> side / 2;
            case UP -> side * 2;
        };
    }

    private T norm(String name, Feature<T> in) {
        int c = in.channels();
        T weight = ops.parameter(prefix + name + ".weight", Init.ONE, c);
        T bias = ops.parameter(prefix + name + ".bias", Init.ZERO, c);
        return ops.groupNorm(in.value(), Math.min(32, c / 4), EPSILON, weight, bias);
    }

    private T conv(String name, T x, int in, int out, int kernel, Init init) {
        T weight = ops.parameter(prefix + name + ".weight", init, out, in, kernel, kernel);
        T bias = ops.parameter(prefix + name + ".bias", Init.ZERO, out);
        return ops.conv2d(x, weight, bias, 1, kernel / 2);
    }

    /** A convolution times a number: the weights are multiplied, being fewer than the activations. */
    private T conv(String name, T x, int in, int out, int kernel, Init init, double scale) {
        T weight = ops.parameter(prefix + name + ".weight", init, out, in, kernel, kernel);
        T bias = ops.parameter(prefix + name + ".bias", Init.ZERO, out);
        return ops.conv2d(x, ops.multiply(weight, scale), ops.multiply(bias, scale), 1, kernel / 2);
    }

    private T linear(String name, T x, int in, int out) {
        T weight = ops.parameter(prefix + name + ".weight", Init.XAVIER, out, in);
        T bias = ops.parameter(prefix + name + ".bias", Init.ZERO, out);
        return ops.linear(x, weight, bias);
    }

    private int width(int level) {
        return net.channels() * net.multipliers().get(level);
    }

    private boolean attends(int level) {
        return net.attention().contains(shape.height() >> level);
    }

    private String resolution(int level) {
        int side = shape.height() >> level;
        return side + "x" + side;
    }
}
