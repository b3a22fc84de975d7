package org.dcd.transforms.metric;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.dcd.transforms.image.ImageShape;

/**
 * Scores a set of images against a reference set: a monoid plus a finish. The {@link Accumulator} takes the images in
 * parts of any size, parts merge in any order, and {@link #finish} turns what was accumulated into scores. One file
 * each, with the names of its scores in {@link Scores}.
 *
 * <p>Most metrics extend {@link MomentMetric}, {@link VectorMetric} or {@link PairMetric}, which bring the accumulator.
 * A metric does not know the extractor: on the features of Inception, and on these alone, {@code fd} is called FID,
 * {@code kd} KID and {@code classifier-score} the Inception Score.
 */
public interface Metric extends Serializable {
    /** Which images or features it sees, and which reference set it compares them with. */
    MetricInput input();

    /** How it estimates, for the protocol: everything that changes the number. */
    String estimator();

    /** Divisor of the covariances, for the protocol; {@code none} where there are none. */
    default String divisor() {
        return "none";
    }

    /** Whether it compares with a reference set; false for a function of the row's images alone. */
    default boolean hasReference() {
        return true;
    }

    /** Whether it needs the logits of a classifier. */
    default boolean needsLogits() {
        return false;
    }

    /** Whether it needs mean and covariance only, so that a file of these can stand for images. */
    default boolean needsMomentsOnly() {
        return false;
    }

    /**
     * Vectors of either set that it compares at most, held in memory; of more images so many are taken, evenly spread.
     * 0 when it compares no vectors.
     */
    default int mostVectors() {
        return 0;
    }

    /** Itself, if a network with pretrained weights computes it. */
    default Optional<LearnedPairMetric> learned() {
        return Optional.empty();
    }

    /**
     * Refuses, with the count and the remedy, sets of which it is not defined.
     *
     * @param row images of the row
     * @param reference images of the reference set
     */
    default void checkCounts(long row, long reference) {}

    /** Refuses, with the remedy, images of which it is not defined. */
    default void checkShape(ImageShape shape) {}

    /** Name by which metrics of one view share an accumulator; empty when this metric has one of its own. */
    default Optional<String> sharedAccumulator() {
        return Optional.empty();
    }

    /** The accumulator of no images, for a part of a set. */
    Accumulator accumulator(SetPart part);

    /**
     * The scores, in the order of {@link Scores}.
     *
     * @param row what its accumulators of all images of the row merged to
     * @param reference of the view's reference set
     */
    List<MetricValue> finish(SetSummary row, SetSummary reference) throws IOException;
}
