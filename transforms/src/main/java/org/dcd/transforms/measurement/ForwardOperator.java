package org.dcd.transforms.measurement;

import java.io.Serializable;
import java.util.Optional;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;

/**
 * A linear forward operator A that maps an image to a noiseless measurement. It is written once against {@link Ops}:
 * the same definition corrupts data, fake samples and generator output, is differentiable, and can be exported.
 *
 * <p>An operator may have random parameters for each image, such as a mask. They are drawn on the host from the seed
 * that is stored with the measurement, and passed to {@link #apply} as a tensor.
 */
public interface ForwardOperator extends Serializable {
    /**
     * A(x).
     *
     * @param x images [n, c, h, w] in [-1, 1]
     * @param parameters results of {@link #drawParameters} for each image, [n] + {@link #parameterShape}; null if the
     *     operator has no parameters
     * @param image shape [c, h, w] of one image
     * @return measurements, [n] + {@link #measurementShape}
     */
    <T> T apply(Ops<T> ops, T x, T parameters, ImageShape image);

    /**
     * Aᵀ(y), defined by ⟨A x, y⟩ = ⟨x, Aᵀ y⟩.
     *
     * @param y measurements, [n] + {@link #measurementShape}
     * @param parameters see {@link #apply}
     * @param image shape [c, h, w] of one image
     * @return images [n, c, h, w]
     */
    <T> T adjoint(Ops<T> ops, T y, T parameters, ImageShape image);

    /**
     * A⁺y or an approximation of it: the measurement as an image, for display and scores. The default is y if
     * measurements have the shape of images. Otherwise it is s·Aᵀy with the scalar s that minimises ‖A(s·Aᵀy) - y‖.
     *
     * @param y measurements, [n] + {@link #measurementShape}
     * @param parameters see {@link #apply}
     * @param image shape [c, h, w] of one image
     * @return images [n, c, h, w]
     */
    default <T> T pseudoInverse(Ops<T> ops, T y, T parameters, ImageShape image) {
        if (measurementShape(image).equals(image)) {
            return y;
        }
        T back = adjoint(ops, y, parameters, image);
        T again = apply(ops, back, parameters, image);
        T product = ops.sum(ops.multiply(y, again), 1, 2, 3);
        T squaredNorm = ops.sum(ops.multiply(again, again), 1, 2, 3);
        return ops.multiply(back, ops.divide(product, ops.atLeast(squaredNorm, Float.MIN_NORMAL)));
    }

    /** Shape of the parameters of one image; empty if the operator has none. */
    default Optional<ImageShape> parameterShape(ImageShape image) {
        return Optional.empty();
    }

    /** Draws the parameters of one image from its seed, row-major, of shape {@link #parameterShape}. */
    default float[] drawParameters(ImageShape image, long seed) {
        return new float[0];
    }

    /** Shape of a measurement of an image. */
    default ImageShape measurementShape(ImageShape image) {
        return image;
    }

    /**
     * Whether A(x) is as smooth as x, so that the noise level can be estimated from fine details of a measurement.
     * False if A creates differences between neighbouring pixels, as a mask does.
     */
    default boolean isSmooth() {
        return true;
    }

    /**
     * Checks that the operator accepts images of a shape.
     *
     * @throws RuntimeException with the reason, if it does not
     */
    default void checkImage(ImageShape image) {}
}
