package org.dcd.transforms.metric;

import java.io.Serializable;

/**
 * Scores of a row's images against a reference set: one file each, with the names of its scores in {@link Scores}. By
 * what it needs to know of the images a metric is one of moments, of sums, of all vectors, or of pairs. It knows
 * nothing of the extractor: on the features of Inception, and on these alone, {@code fd} is what is called FID,
 * {@code kd} KID and {@code classifier-score} the Inception Score.
 */
public sealed interface Metric extends Serializable
        permits MomentMetric, SumMetric, VectorMetric, PairMetric, LearnedPairMetric {
    /** What is compared with what. */
    View view();

    /** How it estimates, for the contract: whatever of it changes the number. */
    String estimator();

    /**
     * Refuses, with the count and the remedy, sets of which it is not defined.
     *
     * @param row images of the row
     * @param reference images of the reference set
     */
    default void checkCounts(long row, long reference) {}
}
