package org.dcd.transforms.corruption;

import java.io.Serializable;
import java.util.Optional;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;

/**
 * A forward operator A: image to noiseless measurement. Written once against {@link Ops}, so that the same definition
 * corrupts data, fake samples and generator output, is differentiable, and can be exported.
 */
public interface ForwardOperator extends Serializable {
    /**
     * A(x).
     *
     * @param x images [n, c, h, w] in [-1, 1]
     * @param parameters what {@link #drawParameters} gave for each image, batched along the first dimension; null when
     *     the operator has none
     */
    <T> T apply(Ops<T> ops, T x, T parameters);

    /** Shape of the parameters of one image; empty when the operator has none. */
    Optional<ImageShape> parameterShape(ImageShape image);

    /** Draws the parameters of one image (mask, lines) from its seed, row-major in {@link #parameterShape}. */
    float[] drawParameters(ImageShape image, long seed);

    /** Shape of a measurement of an image. */
    ImageShape measurementShape(ImageShape image);
}
