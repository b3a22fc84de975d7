package org.dcd.transforms.ops;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Evaluates an expression on shapes: collects its parameters, checks shapes, and counts multiply-accumulates and
 * convolutions. A tensor is represented by its shape. {@link ActivationOps} also counts memory.
 */
public class ShapeOps implements Ops<long[]> {
    /**
     * A convolution.
     *
     * @param in input channels
     * @param height height of the input
     * @param width width of the input
     * @param out output channels
     * @param kernelHeight height of the kernel
     * @param kernelWidth width of the kernel
     * @param stride stride in both directions
     * @param paddingHeight zero padding above and below
     * @param paddingWidth zero padding left and right
     */
    public record Convolution(
            long in,
            long height,
            long width,
            long out,
            int kernelHeight,
            int kernelWidth,
            int stride,
            int paddingHeight,
            int paddingWidth) {
        @Override
        public String toString() {
            return in + "→" + out + " " + kernelHeight + "x" + kernelWidth + " on " + height + "x" + width;
        }
    }

    private final Map<String, ParameterSpec> parameters = new LinkedHashMap<>();
    private final Set<Convolution> convolutions = new LinkedHashSet<>();
    private long macs;

    /** Parameters in the order of first use. */
    public List<ParameterSpec> parameters() {
        return List.copyOf(parameters.values());
    }

    /** Number of trainable scalars. */
    public long parameterCount() {
        return parameters.values().stream().mapToLong(ParameterSpec::size).sum();
    }

    /** Distinct convolutions with trainable filters, in the order of first use. */
    public List<Convolution> convolutions() {
        return List.copyOf(convolutions);
    }

    /** Number of multiply-accumulates in convolutions, linear layers and matrix products. */
    public long macs() {
        return macs;
    }

    @Override
    public Optional<long[]> shape(long[] a) {
        return Optional.of(a.clone());
    }

    @Override
    public long[] parameter(String name, Init init, long... shape) {
        ParameterSpec spec = new ParameterSpec(name, init, shape);
        ParameterSpec known = parameters.putIfAbsent(name, spec);
        if (known != null && !Arrays.equals(known.shape(), shape)) {
            throw new IllegalStateException("parameter " + name + " is used with shapes "
                    + Arrays.toString(known.shape()) + " and " + Arrays.toString(shape));
        }
        return shape.clone();
    }

    @Override
    public long[] constant(float[] values, long... shape) {
        if (values.length != Shapes.size(shape)) {
            throw new IllegalArgumentException(values.length + " values do not fill shape " + Arrays.toString(shape));
        }
        return shape.clone();
    }

    @Override
    public long[] add(long[] a, long[] b) {
        return Shapes.broadcast(a, b);
    }

    @Override
    public long[] subtract(long[] a, long[] b) {
        return Shapes.broadcast(a, b);
    }

    @Override
    public long[] multiply(long[] a, long[] b) {
        return Shapes.broadcast(a, b);
    }

    @Override
    public long[] divide(long[] a, long[] b) {
        return Shapes.broadcast(a, b);
    }

    @Override
    public long[] add(long[] a, double value) {
        return a;
    }

    @Override
    public long[] multiply(long[] a, double factor) {
        return a;
    }

    @Override
    public long[] exp(long[] a) {
        return a;
    }

    @Override
    public long[] log(long[] a) {
        return a;
    }

    @Override
    public long[] sqrt(long[] a) {
        return a;
    }

    @Override
    public long[] abs(long[] a) {
        return a;
    }

    @Override
    public long[] sin(long[] a) {
        return a;
    }

    @Override
    public long[] cos(long[] a) {
        return a;
    }

    @Override
    public long[] silu(long[] a) {
        return a;
    }

    @Override
    public long[] atLeast(long[] a, double least) {
        return a;
    }

    @Override
    public long[] step(long[] a) {
        return a;
    }

    @Override
    public long[] atMost(long[] a, double most) {
        return a;
    }

    @Override
    public long[] sum(long[] a, int... dimensions) {
        return Shapes.reduce(a, dimensions);
    }

    @Override
    public long[] mean(long[] a, int... dimensions) {
        return sum(a, dimensions);
    }

    @Override
    public long[] detach(long[] a) {
        return a;
    }

    @Override
    public long[] reshape(long[] a, long... shape) {
        return Shapes.reshape(a, shape);
    }

    @Override
    public long[] transpose(long[] a, int... permutation) {
        return Shapes.transpose(a, permutation);
    }

    @Override
    public long[] concat(int dimension, List<long[]> parts) {
        return Shapes.concat(dimension, parts);
    }

    @Override
    public long[] narrow(long[] a, int dimension, long start, long length) {
        return Shapes.narrow(a, dimension, start, length);
    }

    @Override
    public long[] matmul(long[] a, long[] b) {
        long[] out = Shapes.matmul(a, b);
        macs += Shapes.size(out) * a[a.length - 1];
        return out;
    }

    @Override
    public long[] softmax(long[] a) {
        return a;
    }

    @Override
    public long[] linear(long[] x, long[] weight, long[] bias) {
        if (x[1] != weight[1]) {
            throw new IllegalArgumentException("a linear layer with weight " + Arrays.toString(weight)
                    + " does not accept input " + Arrays.toString(x));
        }
        macs += x[0] * weight[0] * weight[1];
        return new long[] {x[0], weight[0]};
    }

    @Override
    public long[] conv2d(long[] x, long[] weight, long[] bias, int stride, int paddingHeight, int paddingWidth) {
        if (x.length != 4 || x[1] != weight[1]) {
            throw new IllegalArgumentException("a convolution with weight " + Arrays.toString(weight)
                    + " does not accept input " + Arrays.toString(x));
        }
        int k = (int) weight[2];
        int l = (int) weight[3];
        convolutions.add(new Convolution(x[1], x[2], x[3], weight[0], k, l, stride, paddingHeight, paddingWidth));
        long[] out = Shapes.conv2d(x, weight, stride, paddingHeight, paddingWidth);
        macs += Shapes.size(out) * x[1] * k * l;
        return out;
    }

    @Override
    public long[] filter2d(long[] x, float[] filter, int stride, int padding) {
        int kernel = (int) Math.round(Math.sqrt(filter.length));
        long[] out = Shapes.pool(x, kernel, stride, padding);
        macs += Shapes.size(out) * filter.length;
        return out;
    }

    @Override
    public long[] maxPool2d(long[] x, int kernel, int stride, int padding) {
        return Shapes.pool(x, kernel, stride, padding);
    }

    @Override
    public long[] averagePool2d(long[] x, int kernel) {
        return x;
    }

    @Override
    public long[] upsample2(long[] x) {
        return new long[] {x[0], x[1], x[2] * 2, x[3] * 2};
    }

    @Override
    public long[] downsample2(long[] x) {
        return new long[] {x[0], x[1], x[2] / 2, x[3] / 2};
    }

    @Override
    public long[] groupNorm(long[] x, int groups, double epsilon, long[] weight, long[] bias) {
        if (x[1] % groups != 0 || weight[0] != x[1] || bias[0] != x[1]) {
            throw new IllegalArgumentException("group normalisation with " + groups + " groups and weight [" + weight[0]
                    + "] does not accept input " + Arrays.toString(x));
        }
        return x;
    }

    @Override
    public long[] dropout(long[] x, double probability) {
        return x;
    }
}
