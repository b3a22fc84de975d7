package org.dcd.transforms.metric;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.dcd.transforms.image.ImageShape;

/**
 * Scores a set of images against a reference set, an open family. The {@link Accumulator} takes the images in parts of
 * any size, parts merge in any order, and {@link #finish} computes the scores from the merged accumulator. One class
 * each, with the names of its scores in {@link Scores}.
 *
 * <p>Most metrics extend {@link MomentMetric}, {@link VectorMetric} or {@link PairMetric}, which have an accumulator. A
 * metric does not know the extractor. Only with the features of Inception is {@code fd} called FID, {@code kd} KID and
 * {@code classifier-score} the Inception Score.
 */
public interface Metric extends Serializable {
    /** The images or features that it takes, and the reference set that it compares them with. */
    MetricInput input();

    /** Description of the estimator for the protocol, with everything that changes the value. */
    String estimator();

    /** Divisor of the covariances for the protocol; {@code none} where there are none. */
    default String divisor() {
        return "none";
    }

    /** Whether it compares with a reference set; false for a function of the row's images only. */
    default boolean hasReference() {
        return true;
    }

    /** Whether it needs the logits of a classifier. */
    default boolean needsLogits() {
        return false;
    }

    /** Whether it needs mean and covariance only, so that a file with these can replace images. */
    default boolean needsMomentsOnly() {
        return false;
    }

    /**
     * Greatest number of vectors of either set that it compares in memory, evenly spread over larger sets; 0 when it
     * compares no vectors.
     */
    default int mostVectors() {
        return 0;
    }

    /** The metric itself, if a pretrained network computes it. */
    default Optional<LearnedPairMetric> learned() {
        return Optional.empty();
    }

    /**
     * Checks that it is defined for sets of some sizes.
     *
     * @param row number of images of the row
     * @param reference number of images of the reference set
     * @throws IllegalArgumentException with the counts and the remedy
     */
    default void checkCounts(long row, long reference) {}

    /**
     * Checks that it is defined for images of a shape.
     *
     * @throws IllegalArgumentException with the remedy
     */
    default void checkShape(ImageShape shape) {}

    /** Name by which metrics with the same input share an accumulator; empty for an accumulator of its own. */
    default Optional<String> sharedAccumulator() {
        return Optional.empty();
    }

    /** An accumulator of no images, for a part of a set. */
    Accumulator accumulator(SetPart part);

    /**
     * The scores, in the order of {@link Scores}.
     *
     * @param row merged accumulator of all images of the row
     * @param reference statistics of the reference set
     */
    List<MetricValue> finish(SetSummary row, SetSummary reference) throws IOException;
}
