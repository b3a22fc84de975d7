package org.dcd.transforms.ops.torch;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.ops.Precision;

/**
 * Emits operations as the body of a TorchScript function. A parameter name is {@code set/name}. Parameters of sets that
 * are marked as trainable ({@link #train}) get gradients.
 */
public final class TorchOps extends TorchScript implements Ops<TorchTensor> {
    /**
     * Convolutions of libtorch's oneDNN are used only if channel counts are multiples of this; otherwise they may be
     * wrong. See {@link ConvolutionSelfTest}.
     */
    static final int CHANNEL_MULTIPLE = 16;

    /** libtorch's ScalarType of float32. */
    static final int FLOAT32 = scalarType(Precision.FLOAT32);

    private final Precision precision;
    private boolean training;
    private boolean reduced;
    /** Generator of the function's random numbers, seeded by each call; null if none are drawn. */
    private TorchTensor random;

    /** @param precision precision inside backbones */
    TorchOps(Precision precision) {
        this.precision = precision;
    }

    @Override
    public TorchTensor backbone(Supplier<TorchTensor> network) {
        if (!precision.isReduced() || reduced) {
            return network.get();
        }
        reduced = true;
        try {
            return full(network.get());
        } finally {
            reduced = false;
        }
    }

    private static int scalarType(Precision precision) {
        return switch (precision) {
            case FLOAT16 -> 5;
            case FLOAT32 -> 6;
            case BFLOAT16 -> 15;
        };
    }

    /** Inside a backbone, the tensor in its precision; null stays null. */
    private TorchTensor low(TorchTensor a) {
        return reduced && a != null
                ? new TorchTensor(call("to", a, scalarType(precision)).code(), a.shape())
                : a;
    }

    /** Inside a backbone, the tensor in float32. */
    private TorchTensor full(TorchTensor a) {
        return reduced ? new TorchTensor(call("to", a, FLOAT32).code(), a.shape()) : a;
    }

    /** Repeats each row so that the result [m · n, …] has as many rows as {@code more}; equal rows are adjacent. */
    public TorchTensor rowsFor(TorchTensor rows, TorchTensor more) {
        String times = "torch.floordiv(torch.size(" + more + ", 0), torch.size(" + rows + ", 0))";
        return call("repeat_interleave", rows, times, 0);
    }

    /** Enables or disables dropout for subsequent operations. */
    public void training(boolean on) {
        training = on;
    }

    private TorchTensor call(String function, Object... arguments) {
        return let("torch." + function
                + Arrays.stream(arguments).map(String::valueOf).collect(Collectors.joining(", ", "(", ")")));
    }

    private static String list(int... values) {
        return Arrays.toString(values);
    }

    @Override
    public TorchTensor add(TorchTensor a, TorchTensor b) {
        return call("add", a, b);
    }

    @Override
    public TorchTensor subtract(TorchTensor a, TorchTensor b) {
        return call("sub", a, b);
    }

    @Override
    public TorchTensor multiply(TorchTensor a, TorchTensor b) {
        return call("mul", a, b);
    }

    @Override
    public TorchTensor divide(TorchTensor a, TorchTensor b) {
        return call("div", a, b);
    }

    @Override
    public TorchTensor add(TorchTensor a, double value) {
        return call("add", a, value);
    }

    @Override
    public TorchTensor multiply(TorchTensor a, double factor) {
        return new TorchTensor(call("mul", a, factor).code(), a.shape());
    }

    @Override
    public TorchTensor exp(TorchTensor a) {
        return call("exp", a);
    }

    @Override
    public TorchTensor log(TorchTensor a) {
        return call("log", a);
    }

    @Override
    public TorchTensor sqrt(TorchTensor a) {
        return call("sqrt", a);
    }

    @Override
    public TorchTensor abs(TorchTensor a) {
        return call("abs", a);
    }

    @Override
    public TorchTensor sin(TorchTensor a) {
        return call("sin", a);
    }

    @Override
    public TorchTensor cos(TorchTensor a) {
        return call("cos", a);
    }

    @Override
    public TorchTensor silu(TorchTensor a) {
        return call("silu", a);
    }

    @Override
    public TorchTensor atLeast(TorchTensor a, double least) {
        return call("clamp_min", a, least);
    }

    @Override
    public TorchTensor atMost(TorchTensor a, double most) {
        return call("clamp_max", a, most);
    }

    @Override
    public TorchTensor step(TorchTensor a) {
        return call("type_as", call("gt", a, 0), a);
    }

    @Override
    public TorchTensor sum(TorchTensor a, int... dimensions) {
        return call("sum", a, list(dimensions), "True");
    }

    @Override
    public TorchTensor mean(TorchTensor a, int... dimensions) {
        return call("mean", a, list(dimensions), "True");
    }

    @Override
    public TorchTensor detach(TorchTensor a) {
        return call("detach", a);
    }

    @Override
    public TorchTensor reshape(TorchTensor a, long... shape) {
        String lengths = IntStream.range(0, shape.length)
                .mapToObj(i -> shape[i] == 0 ? "torch.size(" + a + ", " + i + ")" : Long.toString(shape[i]))
                .collect(Collectors.joining(", ", "[", "]"));
        return call("reshape", a, lengths);
    }

    @Override
    public TorchTensor transpose(TorchTensor a, int... permutation) {
        return call("permute", a, list(permutation));
    }

    @Override
    public TorchTensor concat(int dimension, List<TorchTensor> parts) {
        return call("cat", parts, dimension);
    }

    @Override
    public TorchTensor narrow(TorchTensor a, int dimension, long start, long length) {
        return call("narrow", a, dimension, start, length);
    }

    @Override
    public TorchTensor matmul(TorchTensor a, TorchTensor b) {
        return call("matmul", low(a), low(b));
    }

    @Override
    public TorchTensor softmax(TorchTensor a) {
        return call("softmax", full(a), -1);
    }

    @Override
    public TorchTensor linear(TorchTensor x, TorchTensor weight, TorchTensor bias) {
        return call("linear", low(x), low(weight), bias == null ? "None" : low(bias));
    }

    @Override
    public TorchTensor conv2d(
            TorchTensor x, TorchTensor weight, TorchTensor bias, int stride, int paddingHeight, int paddingWidth) {
        long[] shape = weight.shape();
        if (shape == null) {
            throw new IllegalArgumentException("the weight of a convolution must be a parameter or a multiple of one");
        }
        boolean pointwise = shape[2] == 1 && shape[3] == 1;
        if (pointwise || trusted(shape[0]) && trusted(shape[1])) {
            return call(
                    "conv2d",
                    low(x),
                    low(weight),
                    bias == null ? "None" : low(bias),
                    list(stride, stride),
                    list(paddingHeight, paddingWidth));
        }
        boolean same = stride == 1 && 2 * paddingHeight + 1 == shape[2] && 2 * paddingWidth + 1 == shape[3];
        TorchTensor exact = full(x);
        return low(
                same && trusted(shape[1])
                        ? scattered(exact, weight, bias)
                        : gathered(exact, weight, bias, stride, paddingHeight, paddingWidth));
    }

    private static boolean trusted(long channels) {
        return channels % CHANNEL_MULTIPLE == 0;
    }

    /** im2col, then a matrix product; efficient for few input channels. */
    private TorchTensor gathered(
            TorchTensor x, TorchTensor weight, TorchTensor bias, int stride, int paddingHeight, int paddingWidth) {
        long[] shape = weight.shape();
        int k = (int) shape[2];
        int l = (int) shape[3];
        TorchTensor columns =
                call("im2col", x, list(k, l), list(1, 1), list(paddingHeight, paddingWidth), list(stride, stride));
        TorchTensor flat = call("reshape", weight, "[" + shape[0] + ", -1]");
        String lengths = "[torch.size(" + x + ", 0), " + shape[0] + ", " + moved(x, 2, k, stride, paddingHeight) + ", "
                + moved(x, 3, l, stride, paddingWidth) + "]";
        return biased(call("reshape", call("matmul", flat, columns), lengths), bias);
    }

    /** Length of a dimension after a convolution. */
    private static String moved(TorchTensor x, int dimension, int kernel, int stride, int padding) {
        return "torch.add(torch.floordiv(torch.add(torch.size(" + x + ", " + dimension + "), " + (2 * padding - kernel)
                + "), " + stride + "), 1)";
    }

    /** A matrix product, then col2im; efficient for few output channels. */
    private TorchTensor scattered(TorchTensor x, TorchTensor weight, TorchTensor bias) {
        long[] shape = weight.shape();
        String k = list((int) shape[2], (int) shape[3]);
        String p = list((int) shape[2] / 2, (int) shape[3] / 2);
        TorchTensor taps = call("permute", call("flip", weight, "[2, 3]"), "[0, 2, 3, 1]");
        TorchTensor flat = call("reshape", taps, "[-1, " + shape[1] + "]");
        TorchTensor pixels = call("reshape", x, "[torch.size(" + x + ", 0), " + shape[1] + ", -1]");
        String size = "[torch.size(" + x + ", 2), torch.size(" + x + ", 3)]";
        return biased(call("col2im", call("matmul", flat, pixels), size, k, "[1, 1]", p, "[1, 1]"), bias);
    }

    private TorchTensor biased(TorchTensor x, TorchTensor bias) {
        return bias == null ? x : add(x, call("reshape", bias, "[1, -1, 1, 1]"));
    }

    @Override
    public TorchTensor filter2d(TorchTensor x, float[] filter, int stride, int padding) {
        int k = (int) Math.round(Math.sqrt(filter.length));
        TorchTensor taps = constant(filter, 1, 1, k, k);
        String channels = "torch.size(" + x + ", 1)";
        TorchTensor weight = call("expand", taps, "[" + channels + ", 1, " + k + ", " + k + "]");
        return low(call(
                "conv2d", full(x), weight, "None", list(stride, stride), list(padding, padding), list(1, 1), channels));
    }

    @Override
    public TorchTensor upsample2(TorchTensor x) {
        return call("upsample_nearest2d", x, "None", "[2., 2.]");
    }

    @Override
    public TorchTensor downsample2(TorchTensor x) {
        return call("avg_pool2d", x, "[2, 2]", "[2, 2]");
    }

    @Override
    public TorchTensor maxPool2d(TorchTensor x, int kernel, int stride, int padding) {
        return call("max_pool2d", x, list(kernel, kernel), list(stride, stride), list(padding, padding));
    }

    @Override
    public TorchTensor averagePool2d(TorchTensor x, int kernel) {
        String size = list(kernel, kernel);
        return call("avg_pool2d", x, size, "[1, 1]", list(kernel / 2, kernel / 2), "False", "False");
    }

    @Override
    public TorchTensor groupNorm(TorchTensor x, int groups, double epsilon, TorchTensor weight, TorchTensor bias) {
        return call("group_norm", full(x), groups, weight, bias, epsilon);
    }

    @Override
    public TorchTensor dropout(TorchTensor x, double probability) {
        if (!training || probability == 0) {
            return x;
        }
        if (random == null) {
            random = let(
                    "torch.Generator(device=ops.prim.device(" + x + "), seed=int(" + number(Adam.DROPOUT_SEED) + "))");
        }
        TorchTensor kept = let("torch.bernoulli_(torch.empty_like(torch.detach(" + x + ")), " + (1 - probability)
                + ", generator=" + random + ")");
        return multiply(multiply(x, kept), 1 / (1 - probability));
    }
}
