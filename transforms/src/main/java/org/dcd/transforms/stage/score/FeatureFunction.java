package org.dcd.transforms.stage.score;

import org.dcd.transforms.metric.FeatureBatch;

/** Maps images to the inputs of metrics: their values, their features, or distances of pairs. */
@FunctionalInterface
public interface FeatureFunction {
    /** The inputs of metrics for a batch of images. */
    FeatureBatch of(ImageBatch images);

    /**
     * Consecutive images of a set.
     *
     * @param first position of the first image in the set, from 0
     * @param n number of images
     * @param values n images or measurements, row-major
     * @param ids ids of stored images; empty for others
     * @param operatorSeeds operator seeds of measurements, arbitrary for images; empty without ids
     * @param partners reference images for pairs; empty otherwise
     */
    @SuppressWarnings("ArrayRecordComponent") // too large to copy
    record ImageBatch(long first, int n, float[] values, long[] ids, long[] operatorSeeds, float[] partners) {
        /** A batch of images without ids and reference images. */
        public static ImageBatch of(long first, int n, float[] values) {
            return new ImageBatch(first, n, values, new long[0], new long[0], new float[0]);
        }
    }
}
