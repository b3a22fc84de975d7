package org.dcd.transforms.measurement;

import java.io.Serializable;
import java.util.Optional;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;

/**
 * A linear forward operator A: image to noiseless measurement. Written once against {@link Ops}, so that the same
 * definition corrupts data, fake samples and generator output, is differentiable, and can be exported.
 *
 * <p>An operator may have parameters that differ from image to image, such as a mask. They are drawn on the host from
 * the seed that is stored with the measurement, and given to {@link #apply} as a tensor.
 */
public interface ForwardOperator extends Serializable {
    /**
     * A(x).
     *
     * @param x images [n, c, h, w] in [-1, 1]
     * @param parameters what {@link #drawParameters} gave for each image, batched along the first dimension; null when
     *     the operator has none
     * @param image shape [c, h, w] of one image
     * @return measurements, [n] + {@link #measurementShape}
     */
    <T> T apply(Ops<T> ops, T x, T parameters, ImageShape image);

    /**
     * Aᵀ(y): ⟨A x, y⟩ = ⟨x, Aᵀ y⟩.
     *
     * @param y [n] + {@link #measurementShape}
     * @return [n, c, h, w]
     */
    <T> T adjoint(Ops<T> ops, T y, T parameters, ImageShape image);

    /**
     * The measurement as an image of the image's shape, A†y or the nearest to it, to show and to score measurements.
     * Unless an operator knows better: y itself where the shapes agree, else Aᵀy, scaled so that A of it is as near to
     * y as scaling can bring it.
     *
     * @param y [n] + {@link #measurementShape}
     * @return [n, c, h, w]
     */
    default <T> T pseudoInverse(Ops<T> ops, T y, T parameters, ImageShape image) {
        if (measurementShape(image).equals(image)) {
            return y;
        }
        T back = adjoint(ops, y, parameters, image);
        T again = apply(ops, back, parameters, image);
        T likeness = ops.sum(ops.multiply(y, again), 1, 2, 3);
        T size = ops.sum(ops.multiply(again, again), 1, 2, 3);
        return ops.multiply(back, ops.divide(likeness, ops.atLeast(size, Float.MIN_NORMAL)));
    }

    /** Shape of the parameters of one image; empty when the operator has none. */
    default Optional<ImageShape> parameterShape(ImageShape image) {
        return Optional.empty();
    }

    /** Draws the parameters of one image (mask, lines) from its seed, row-major in {@link #parameterShape}. */
    default float[] drawParameters(ImageShape image, long seed) {
        return new float[0];
    }

    /** Shape of a measurement of an image. */
    default ImageShape measurementShape(ImageShape image) {
        return image;
    }

    /**
     * Whether A(x) is as smooth as x, so that what differs from one pixel of a measurement to the next is noise: false
     * where A itself sets pixels apart from their neighbours, as a mask does.
     */
    default boolean isSmooth() {
        return true;
    }

    /** Refuses, with the reason, image shapes that the operator cannot take. */
    default void checkImage(ImageShape image) {}
}
