package org.dcd.transforms.stage.score;

import org.dcd.transforms.metric.FeatureBatch;

/** What the metrics of a view see of images: their values, their features, or distances of pairs. */
@FunctionalInterface
public interface FeatureFunction {
    FeatureBatch of(ImageBatch images);

    /**
     * Consecutive images of a set.
     *
     * @param first position of the first of them in the set, from 0
     * @param values images or measurements, one after the other, row-major
     * @param ids of stored images; empty for others
     * @param operatorSeeds with which measurements were taken, any for images; empty where there are no ids
     * @param partners for pairs: what each image should be; empty otherwise
     */
    @SuppressWarnings("ArrayRecordComponent") // too large to copy
    record ImageBatch(long first, int n, float[] values, long[] ids, long[] operatorSeeds, float[] partners) {
        /** Of images alone. */
        public static ImageBatch of(long first, int n, float[] values) {
            return new ImageBatch(first, n, values, new long[0], new long[0], new float[0]);
        }
    }
}
