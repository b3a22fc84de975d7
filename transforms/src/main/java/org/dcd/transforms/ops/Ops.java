package org.dcd.transforms.ops;

import java.util.List;
import java.util.Optional;

/**
 * The tensor operations in which networks, corruptions, objectives and distillation losses are written, once. Back
 * ends: {@code TorchOps} emits TorchScript for training and evaluation in libtorch, {@code OnnxOps} emits ONNX,
 * {@code ShapeOps} counts shapes, parameters and multiply-accumulates.
 *
 * <p>Tensors are float, images [n, c, h, w]. Binary operations broadcast as in NumPy. The batch size n is not known
 * when an expression is written: use 0 in {@link #reshape} to keep a dimension.
 *
 * @param <T> a tensor of the back end
 */
public interface Ops<T> {
    /** Lengths of a tensor where the back end knows them while an expression is written; empty where it does not. */
    default Optional<long[]> shape(T a) {
        return Optional.empty();
    }

    /** A trainable tensor. Asking for the same name again gives the same tensor. */
    T parameter(String name, Init init, long... shape);

    /** A constant tensor, row-major. */
    T constant(float[] values, long... shape);

    T add(T a, T b);

    T subtract(T a, T b);

    T multiply(T a, T b);

    T divide(T a, T b);

    /** a + value. */
    T add(T a, double value);

    /** a · factor. */
    T multiply(T a, double factor);

    T exp(T a);

    T log(T a);

    T sqrt(T a);

    T abs(T a);

    T sin(T a);

    T cos(T a);

    /** x · sigmoid(x). */
    T silu(T a);

    /** max(a, least), element by element. */
    T atLeast(T a, double least);

    /** min(a, most), element by element. */
    T atMost(T a, double most);

    /** 1 where a > 0, else 0; no gradient. */
    T step(T a);

    /** Σ over the dimensions, which stay with length 1. */
    T sum(T a, int... dimensions);

    /** Mean over the dimensions, which stay with length 1. */
    T mean(T a, int... dimensions);

    /** The same values without gradient. */
    T detach(T a);

    /** Lengths may be 0 (keep that dimension) and one of them -1 (whatever is left). */
    T reshape(T a, long... shape);

    T transpose(T a, int... permutation);

    T concat(int dimension, List<T> parts);

    /** Elements start, …, start + length - 1 along a dimension. */
    T narrow(T a, int dimension, long start, long length);

    /** Matrix product over the last two dimensions, batched over the others. */
    T matmul(T a, T b);

    /** Softmax over the last dimension. */
    T softmax(T a);

    /** x · wᵀ + b with x [n, in], w [out, in], b [out] or null. */
    T linear(T x, T weight, T bias);

    /** Cross-correlation with zero padding: x [n, in, h, w], weight [out, in, k, k], bias [out] or null. */
    default T conv2d(T x, T weight, T bias, int stride, int padding) {
        return conv2d(x, weight, bias, stride, padding, padding);
    }

    /** The same with a weight [out, in, k, l] and zero padding of its own above and below, and left and right. */
    T conv2d(T x, T weight, T bias, int stride, int paddingHeight, int paddingWidth);

    /** Depthwise cross-correlation with one constant filter [k·k] (row-major) for every channel, zero padding. */
    T filter2d(T x, float[] filter, int stride, int padding);

    /** Nearest-neighbour up-sampling by 2. */
    T upsample2(T x);

    /** 2x2 average with stride 2. */
    T downsample2(T x);

    /** The greatest of every k x k square; what lies outside does not count. */
    T maxPool2d(T x, int kernel, int stride, int padding);

    /** The mean of every k x k square with stride 1, of what lies inside; k is odd, and the size stays. */
    T averagePool2d(T x, int kernel);

    /** Group normalisation over [n, c, h, w]; weight and bias [c]. */
    T groupNorm(T x, int groups, double epsilon, T weight, T bias);

    /**
     * Zeroes elements with the probability and scales the rest by 1/(1 - probability), when the back end trains; x
     * itself otherwise.
     */
    T dropout(T x, double probability);
}
