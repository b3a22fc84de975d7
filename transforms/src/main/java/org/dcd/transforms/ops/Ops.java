package org.dcd.transforms.ops;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tensor operations. Networks, corruptions, objectives and distillation losses are written once against this interface.
 * Back ends: {@code TorchOps} emits TorchScript for training and evaluation in libtorch, {@code OnnxOps} emits ONNX,
 * and {@code ShapeOps} computes shapes, parameters and multiply-accumulates.
 *
 * <p>Tensors are floats; images are [n, c, h, w]. Binary operations broadcast as in NumPy. The batch size n may be
 * unknown when an expression is built: use 0 in {@link #reshape} to keep a dimension.
 *
 * @param <T> tensor type of the back end
 */
public interface Ops<T> {
    /** Shape of a tensor, if the back end knows it when an expression is built; otherwise empty. */
    default Optional<long[]> shape(T a) {
        return Optional.empty();
    }

    /**
     * Evaluates a backbone. A back end with mixed precision computes the matrix products and convolutions inside in its
     * lower precision, and returns the result in full precision.
     */
    default T backbone(Supplier<T> network) {
        return network.get();
    }

    /** Returns the trainable tensor of a name. Repeated calls with the same name and shape return the same tensor. */
    T parameter(String name, Init init, long... shape);

    /** Returns a constant tensor with row-major values. */
    T constant(float[] values, long... shape);

    /** a + b, element by element. */
    T add(T a, T b);

    /** a - b, element by element. */
    T subtract(T a, T b);

    /** a · b, element by element. */
    T multiply(T a, T b);

    /** a / b, element by element. */
    T divide(T a, T b);

    /** a + value. */
    T add(T a, double value);

    /** a · factor. */
    T multiply(T a, double factor);

    /** eᵃ, element by element. */
    T exp(T a);

    /** Natural logarithm, element by element. */
    T log(T a);

    /** √a, element by element. */
    T sqrt(T a);

    /** |a|, element by element. */
    T abs(T a);

    /** Sine of an angle in radians, element by element. */
    T sin(T a);

    /** Cosine of an angle in radians, element by element. */
    T cos(T a);

    /** a · sigmoid(a), element by element. */
    T silu(T a);

    /** max(a, least), element by element. */
    T atLeast(T a, double least);

    /** min(a, most), element by element. */
    T atMost(T a, double most);

    /** 1 where a > 0, else 0. Has no gradient. */
    T step(T a);

    /** Sum over the dimensions, which are kept with length 1. */
    T sum(T a, int... dimensions);

    /** Mean over the dimensions, which are kept with length 1. */
    T mean(T a, int... dimensions);

    /** The same values without gradient (stop-gradient). */
    T detach(T a);

    /** Reshapes a tensor. A length of 0 keeps that dimension; one length may be -1, which is inferred. */
    T reshape(T a, long... shape);

    /** Permutes dimensions: dimension i of the result is dimension {@code permutation[i]} of a. */
    T transpose(T a, int... permutation);

    /** Concatenates tensors along a dimension. */
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

    /**
     * Cross-correlation with a weight [out, in, k, l] and separate zero padding: {@code paddingHeight} above and below,
     * {@code paddingWidth} left and right.
     */
    T conv2d(T x, T weight, T bias, int stride, int paddingHeight, int paddingWidth);

    /** Depthwise cross-correlation with zero padding; all channels share a constant filter [k·k], row-major. */
    T filter2d(T x, float[] filter, int stride, int padding);

    /** Nearest-neighbour up-sampling by 2. */
    T upsample2(T x);

    /** 2x2 average with stride 2. */
    T downsample2(T x);

    /** Maximum of every k x k window. Padding is ignored. */
    T maxPool2d(T x, int kernel, int stride, int padding);

    /** Mean of every k x k window with odd k and stride 1, without padding values. The size does not change. */
    T averagePool2d(T x, int kernel);

    /** Group normalisation over [n, c, h, w]; weight and bias [c]. */
    T groupNorm(T x, int groups, double epsilon, T weight, T bias);

    /**
     * In training, zeroes elements with the given probability and scales the others by 1/(1 - probability). Otherwise
     * returns x.
     */
    T dropout(T x, double probability);
}
