package org.dcd.transforms.ops;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Counts the tensors that the backward pass keeps, besides what {@link ShapeOps} computes. Inputs are shapes of one
 * image, with a batch dimension of 1.
 *
 * <p>The rules are those of libtorch's {@code derivatives.yaml} for the operations that {@code TorchOps} emits: a
 * product keeps its factors, a convolution its input and its weight, SiLU and group normalisation their input, softmax
 * and exp their result, dropout its mask, sums and concatenations nothing. A tensor that several operations keep, or a
 * view of it, counts once. Only operations on the way to a trained parameter keep anything.
 */
public final class ActivationOps extends ShapeOps {
    /** {@code TorchOps} computes other convolutions by im2col, whose columns it keeps instead of the input. */
    private static final int CHANNEL_MULTIPLE = 16;

    private final Predicate<String> trained;
    /** Storage of every tensor; several views may share one. Tensors are identified by reference. */
    private final Map<long[], Storage> storages = new IdentityHashMap<>();

    private long largest;

    /** The memory of a tensor and who keeps it. */
    private static final class Storage {
        private final long elements;
        private final boolean perImage;
        private final boolean hasGradient;
        private final boolean counts;
        private boolean matrix;
        private boolean elementwise;

        Storage(long elements, boolean perImage, boolean hasGradient, boolean counts) {
            this.elements = elements;
            this.perImage = perImage;
            this.hasGradient = hasGradient;
            this.counts = counts;
        }
    }

    /** @param trained whether the parameter of a name is trained; others have no gradient */
    public ActivationOps(Predicate<String> trained) {
        this.trained = trained;
    }

    /** Tensors kept so far. */
    public Activations activations() {
        long matrix = 0;
        long elementwise = 0;
        long both = 0;
        long fixed = 0;
        for (Storage storage : storages.values().stream().distinct().toList()) {
            long elements = storage.counts ? storage.elements : 0;
            if (!storage.perImage) {
                fixed += storage.matrix || storage.elementwise ? elements : 0;
            } else if (storage.matrix && storage.elementwise) {
                both += elements;
            } else if (storage.matrix) {
                matrix += elements;
            } else if (storage.elementwise) {
                elementwise += elements;
            }
        }
        return new Activations(matrix, elementwise, both, fixed, largest);
    }

    /** The storage of a tensor. One that no operation has made is an input, which the caller keeps. */
    private Storage storage(long[] a) {
        return storages.computeIfAbsent(a, input -> new Storage(Shapes.size(input), true, false, false));
    }

    /** A new tensor that is computed from others. */
    private long[] computed(long[] shape, long[]... from) {
        boolean perImage = false;
        boolean hasGradient = false;
        for (long[] each : from) {
            perImage |= storage(each).perImage;
            hasGradient |= storage(each).hasGradient;
        }
        long[] result = shape.clone();
        long elements = Shapes.size(result);
        storages.put(result, new Storage(elements, perImage, hasGradient, true));
        largest = Math.max(largest, perImage ? elements : 0);
        return result;
    }

    /** A view of a tensor. */
    private long[] view(long[] shape, long[] of) {
        long[] result = shape.clone();
        storages.put(result, storage(of));
        return result;
    }

    /** Marks tensors as kept by an operation with a result, if that has a gradient. */
    private long[] keeping(long[] result, long[]... kept) {
        for (long[] each : kept) {
            storage(each).elementwise |= storage(result).hasGradient;
        }
        return result;
    }

    private long[] keepingForMatrix(long[] result, long[]... kept) {
        for (long[] each : kept) {
            storage(each).matrix |= storage(result).hasGradient;
        }
        return result;
    }

    /** An operation that keeps its argument. */
    private long[] ofArgument(long[] a) {
        return keeping(computed(a, a), a);
    }

    /** An operation that keeps its result. */
    private long[] ofResult(long[] a) {
        long[] result = computed(a, a);
        return keeping(result, result);
    }

    @Override
    public long[] parameter(String name, Init init, long... shape) {
        long[] parameter = super.parameter(name, init, shape);
        storages.put(parameter, new Storage(Shapes.size(shape), false, trained.test(name), false));
        return parameter;
    }

    @Override
    public long[] constant(float[] values, long... shape) {
        long[] constant = super.constant(values, shape);
        storages.put(constant, new Storage(values.length, false, false, true));
        return constant;
    }

    @Override
    public long[] add(long[] a, long[] b) {
        return computed(super.add(a, b), a, b);
    }

    @Override
    public long[] subtract(long[] a, long[] b) {
        return computed(super.subtract(a, b), a, b);
    }

    @Override
    public long[] multiply(long[] a, long[] b) {
        return keeping(computed(super.multiply(a, b), a, b), a, b);
    }

    @Override
    public long[] divide(long[] a, long[] b) {
        return keeping(computed(super.divide(a, b), a, b), a, b);
    }

    @Override
    public long[] add(long[] a, double value) {
        return computed(a, a);
    }

    @Override
    public long[] multiply(long[] a, double factor) {
        return computed(a, a);
    }

    @Override
    public long[] exp(long[] a) {
        return ofResult(a);
    }

    @Override
    public long[] log(long[] a) {
        return ofArgument(a);
    }

    @Override
    public long[] sqrt(long[] a) {
        return ofResult(a);
    }

    @Override
    public long[] abs(long[] a) {
        return ofArgument(a);
    }

    @Override
    public long[] sin(long[] a) {
        return ofArgument(a);
    }

    @Override
    public long[] cos(long[] a) {
        return ofArgument(a);
    }

    @Override
    public long[] silu(long[] a) {
        return ofArgument(a);
    }

    @Override
    public long[] atLeast(long[] a, double least) {
        return ofArgument(a);
    }

    @Override
    public long[] step(long[] a) {
        return detach(a);
    }

    @Override
    public long[] atMost(long[] a, double most) {
        return ofArgument(a);
    }

    @Override
    public long[] sum(long[] a, int... dimensions) {
        return computed(super.sum(a, dimensions), a);
    }

    @Override
    public long[] detach(long[] a) {
        long[] result = a.clone();
        Storage of = storage(a);
        storages.put(result, new Storage(of.elements, of.perImage, false, true));
        return result;
    }

    @Override
    public long[] reshape(long[] a, long... shape) {
        return view(super.reshape(a, shape), a);
    }

    @Override
    public long[] transpose(long[] a, int... permutation) {
        return view(super.transpose(a, permutation), a);
    }

    @Override
    public long[] concat(int dimension, List<long[]> parts) {
        return computed(super.concat(dimension, parts), parts.toArray(long[][]::new));
    }

    @Override
    public long[] narrow(long[] a, int dimension, long start, long length) {
        return view(super.narrow(a, dimension, start, length), a);
    }

    @Override
    public long[] matmul(long[] a, long[] b) {
        return keepingForMatrix(computed(super.matmul(a, b), a, b), a, b);
    }

    @Override
    public long[] softmax(long[] a) {
        return ofResult(a);
    }

    @Override
    public long[] linear(long[] x, long[] weight, long[] bias) {
        return keepingForMatrix(computed(super.linear(x, weight, bias), x, weight), x, weight);
    }

    @Override
    public long[] conv2d(long[] x, long[] weight, long[] bias, int stride, int paddingHeight, int paddingWidth) {
        long[] out = super.conv2d(x, weight, bias, stride, paddingHeight, paddingWidth);
        boolean pointwise = weight[2] == 1 && weight[3] == 1;
        boolean same = stride == 1 && 2 * paddingHeight + 1 == weight[2] && 2 * paddingWidth + 1 == weight[3];
        boolean fewIn = weight[1] % CHANNEL_MULTIPLE != 0;
        boolean fewOut = weight[0] % CHANNEL_MULTIPLE != 0;
        if (!pointwise && (fewIn || fewOut && !same)) {
            long[] columns = computed(new long[] {x[0], weight[1] * weight[2] * weight[3], out[2] * out[3]}, x);
            return keepingForMatrix(computed(out, columns, weight), columns, weight);
        }
        return keepingForMatrix(computed(out, x, weight), x, weight);
    }

    @Override
    public long[] filter2d(long[] x, float[] filter, int stride, int padding) {
        return keepingForMatrix(computed(super.filter2d(x, filter, stride, padding), x), x);
    }

    /** Keeps the input and the positions of the maxima, in eight bytes each. */
    @Override
    public long[] maxPool2d(long[] x, int kernel, int stride, int padding) {
        long[] out = computed(super.maxPool2d(x, kernel, stride, padding), x);
        long[] positions = computed(new long[] {2 * Shapes.size(out)}, x);
        return keeping(out, x, positions);
    }

    @Override
    public long[] averagePool2d(long[] x, int kernel) {
        return ofArgument(x);
    }

    @Override
    public long[] upsample2(long[] x) {
        return computed(super.upsample2(x), x);
    }

    @Override
    public long[] downsample2(long[] x) {
        return keeping(computed(super.downsample2(x), x), x);
    }

    @Override
    public long[] groupNorm(long[] x, int groups, double epsilon, long[] weight, long[] bias) {
        return keeping(computed(super.groupNorm(x, groups, epsilon, weight, bias), x, weight), x);
    }

    /** Keeps a mask of x. */
    @Override
    public long[] dropout(long[] x, double probability) {
        if (probability == 0) {
            return x;
        }
        long[] mask = computed(x, x);
        return keeping(computed(x, x), mask);
    }
}
