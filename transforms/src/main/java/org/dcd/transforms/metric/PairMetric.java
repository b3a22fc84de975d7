package org.dcd.transforms.metric;

import org.dcd.transforms.image.ImageShape;

/** A metric of every image and the one that it should be: the mean over all pairs. */
public non-sealed interface PairMetric extends Metric {
    /** Width of [-1, 1]. */
    double RANGE = 2;

    @Override
    default View view() {
        return View.PAIRS;
    }

    /** Refuses, with the remedy, images of which it is not defined. */
    default void checkShape(ImageShape shape) {}

    /**
     * The score of one pair; positive infinity where equal images have it.
     *
     * @param x image [c, h, w] in [-1, 1], row-major
     * @param reference of the same shape
     */
    double of(float[] x, float[] reference, ImageShape shape);
}
