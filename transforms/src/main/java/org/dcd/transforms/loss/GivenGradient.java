package org.dcd.transforms.loss;

import org.dcd.transforms.ops.Ops;

/** Losses that are defined by their gradient. */
final class GivenGradient {
    private GivenGradient() {}

    /** ½ ‖x - sg(x - g)‖² of each image, whose gradient to x is g: [n, 1, 1, 1]. */
    static <T> T loss(Ops<T> ops, T x, T gradient) {
        T error = ops.subtract(x, ops.detach(ops.subtract(x, gradient)));
        return ops.multiply(ops.sum(ops.multiply(error, error), 1, 2, 3), 0.5);
    }
}
