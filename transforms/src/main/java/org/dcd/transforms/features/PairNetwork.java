package org.dcd.transforms.features;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;

/** A network that compares two images of one shape, written once against {@link Ops}. */
public interface PairNetwork {
    /** [c, h, w] of both images. */
    ImageShape shape();

    /** Pairs that are computed at once, at most: a bound on memory. */
    int batch();

    /**
     * @param prefix of parameter names
     * @param x [n, c, h, w] in [-1, 1]
     * @param y of the same shape
     * @return [n, 1], 0 for equal images
     */
    <T> T apply(Ops<T> ops, String prefix, T x, T y);
}
