package org.dcd.transforms.measurement;

import java.util.List;
import org.dcd.transforms.ops.Ops;

/** A complex tensor as two real tensors. */
record Complex<T>(T real, T imaginary) {
    /** Splits images [n, 2, h, w], whose channels are the real and imaginary part, into two tensors [n, 1, h, w]. */
    static <T> Complex<T> ofChannels(Ops<T> ops, T x) {
        return new Complex<>(ops.narrow(x, 1, 0, 1), ops.narrow(x, 1, 1, 1));
    }

    T toChannels(Ops<T> ops) {
        return ops.concat(1, List.of(real, imaginary));
    }

    Complex<T> times(Ops<T> ops, Complex<T> other) {
        return new Complex<>(
                ops.subtract(ops.multiply(real, other.real), ops.multiply(imaginary, other.imaginary)),
                ops.add(ops.multiply(real, other.imaginary), ops.multiply(imaginary, other.real)));
    }

    /** Product with the complex conjugate of the other. */
    Complex<T> timesConjugate(Ops<T> ops, Complex<T> other) {
        return new Complex<>(
                ops.add(ops.multiply(real, other.real), ops.multiply(imaginary, other.imaginary)),
                ops.subtract(ops.multiply(imaginary, other.real), ops.multiply(real, other.imaginary)));
    }

    /** Product with a real tensor. */
    Complex<T> masked(Ops<T> ops, T mask) {
        return new Complex<>(ops.multiply(real, mask), ops.multiply(imaginary, mask));
    }

    /** Sum over a dimension, which is kept with length 1. */
    Complex<T> sum(Ops<T> ops, int dimension) {
        return new Complex<>(ops.sum(real, dimension), ops.sum(imaginary, dimension));
    }
}
