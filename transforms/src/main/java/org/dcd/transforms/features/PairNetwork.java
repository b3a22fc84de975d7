package org.dcd.transforms.features;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;

/** A network, written against {@link Ops}, that computes a distance between two images of one shape. */
public interface PairNetwork {
    /** Shape [c, h, w] of both images. */
    ImageShape shape();

    /** Maximum number of pairs in a batch, to limit memory. */
    int batch();

    /**
     * Computes the distance of each pair.
     *
     * @param prefix prefix of parameter names
     * @param x images [n, c, h, w] in [-1, 1]
     * @param y images of the same shape
     * @return distances [n, 1]; 0 for equal images
     */
    <T> T apply(Ops<T> ops, String prefix, T x, T y);
}
