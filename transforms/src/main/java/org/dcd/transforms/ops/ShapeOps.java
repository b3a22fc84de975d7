package org.dcd.transforms.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Evaluates an expression on shapes: collects its parameters, checks shapes, and counts multiply-accumulates and
 * convolutions. A tensor is represented by its shape.
 */
public final class ShapeOps implements Ops<long[]> {
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
        if (values.length != size(shape)) {
            throw new IllegalArgumentException(values.length + " values do not fill shape " + Arrays.toString(shape));
        }
        return shape.clone();
    }

    private static long size(long[] shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    private static long[] broadcast(long[] a, long[] b) {
        int rank = Math.max(a.length, b.length);
        long[] out = new long[rank];
        for (int i = 1; i <= rank; i++) {
            long x = i <= a.length ? a[a.length - i] : 1;
            long y = i <= b.length ? b[b.length - i] : 1;
            if (x != y && x != 1 && y != 1) {
                throw new IllegalArgumentException(
                        "cannot broadcast shapes " + Arrays.toString(a) + " and " + Arrays.toString(b));
            }
            out[rank - i] = x == 1 ? y : x;
        }
        return out;
    }

    @Override
    public long[] add(long[] a, long[] b) {
        return broadcast(a, b);
    }

    @Override
    public long[] subtract(long[] a, long[] b) {
        return broadcast(a, b);
    }

    @Override
    public long[] multiply(long[] a, long[] b) {
        return broadcast(a, b);
    }

    @Override
    public long[] divide(long[] a, long[] b) {
        return broadcast(a, b);
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
        long[] out = a.clone();
        for (int dimension : dimensions) {
            out[dimension] = 1;
        }
        return out;
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
        long[] out = shape.clone();
        int open = -1;
        long known = 1;
        for (int i = 0; i < out.length; i++) {
            if (out[i] == 0) {
                out[i] = a[i];
            }
            if (out[i] == -1) {
                open = i;
            } else {
                known *= out[i];
            }
        }
        if (open >= 0) {
            out[open] = size(a) / known;
        }
        if (size(out) != size(a)) {
            throw new IllegalArgumentException("cannot reshape " + Arrays.toString(a) + " to " + Arrays.toString(shape));
        }
        return out;
    }

    @Override
    public long[] transpose(long[] a, int... permutation) {
        return Arrays.stream(permutation).mapToLong(from -> a[from]).toArray();
    }

    @Override
    public long[] concat(int dimension, List<long[]> parts) {
        long[] out = parts.get(0).clone();
        out[dimension] = parts.stream().mapToLong(part -> part[dimension]).sum();
        for (long[] part : parts) {
            long[] expected = out.clone();
            expected[dimension] = part[dimension];
            if (!Arrays.equals(expected, part)) {
                throw new IllegalArgumentException("cannot concatenate along " + dimension + ": "
                        + new ArrayList<>(parts.stream().map(Arrays::toString).toList()));
            }
        }
        return out;
    }

    @Override
    public long[] narrow(long[] a, int dimension, long start, long length) {
        if (start < 0 || length < 1 || start + length > a[dimension]) {
            throw new IllegalArgumentException("elements " + start + " to " + (start + length - 1)
                    + " are outside of dimension " + dimension + " of " + Arrays.toString(a));
        }
        long[] out = a.clone();
        out[dimension] = length;
        return out;
    }

    @Override
    public long[] matmul(long[] a, long[] b) {
        long inner = a[a.length - 1];
        if (inner != b[b.length - 2]) {
            throw new IllegalArgumentException("cannot multiply matrices " + Arrays.toString(a) + " and " + Arrays.toString(b));
        }
        long[] batch = broadcast(Arrays.copyOf(a, a.length - 2), Arrays.copyOf(b, b.length - 2));
        long[] out = Arrays.copyOf(batch, batch.length + 2);
        out[batch.length] = a[a.length - 2];
        out[batch.length + 1] = b[b.length - 1];
        macs += size(out) * inner;
        return out;
    }

    @Override
    public long[] softmax(long[] a) {
        return a;
    }

    @Override
    public long[] linear(long[] x, long[] weight, long[] bias) {
        if (x[1] != weight[1]) {
            throw new IllegalArgumentException(
                    "a linear layer with weight " + Arrays.toString(weight) + " does not accept input "
                            + Arrays.toString(x));
        }
        macs += x[0] * weight[0] * weight[1];
        return new long[] {x[0], weight[0]};
    }

    @Override
    public long[] conv2d(long[] x, long[] weight, long[] bias, int stride, int paddingHeight, int paddingWidth) {
        if (x.length != 4 || x[1] != weight[1]) {
            throw new IllegalArgumentException(
                    "a convolution with weight " + Arrays.toString(weight) + " does not accept input "
                            + Arrays.toString(x));
        }
        int k = (int) weight[2];
        int l = (int) weight[3];
        convolutions.add(new Convolution(x[1], x[2], x[3], weight[0], k, l, stride, paddingHeight, paddingWidth));
        long[] out = {x[0], weight[0], moved(x[2], k, stride, paddingHeight), moved(x[3], l, stride, paddingWidth)};
        macs += size(out) * x[1] * k * l;
        return out;
    }

    @Override
    public long[] filter2d(long[] x, float[] filter, int stride, int padding) {
        int kernel = (int) Math.round(Math.sqrt(filter.length));
        long[] out = convolved(x, x[1], kernel, stride, padding);
        macs += size(out) * filter.length;
        return out;
    }

    private static long[] convolved(long[] x, long channels, int kernel, int stride, int padding) {
        return new long[] {x[0], channels, moved(x[2], kernel, stride, padding), moved(x[3], kernel, stride, padding)};
    }

    private static long moved(long length, int kernel, int stride, int padding) {
        if (length + 2L * padding < kernel) {
            throw new IllegalArgumentException(
                    "a kernel of length " + kernel + " is larger than a dimension of " + length + " with padding "
                            + padding);
        }
        return (length + 2L * padding - kernel) / stride + 1;
    }

    @Override
    public long[] maxPool2d(long[] x, int kernel, int stride, int padding) {
        return convolved(x, x[1], kernel, stride, padding);
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
            throw new IllegalArgumentException(
                    "group normalisation with " + groups + " groups and weight [" + weight[0]
                            + "] does not accept input " + Arrays.toString(x));
        }
        return x;
    }

    @Override
    public long[] dropout(long[] x, double probability) {
        return x;
    }
}
