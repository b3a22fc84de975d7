package org.dcd.transforms.metric;

import java.util.List;
import java.util.Optional;
import org.dcd.transforms.registry.Registry;

/** A metric of mean and covariance, computed in one pass over any number of images. */
public interface MomentMetric extends Metric {
    /** The scores, from the moments of row and reference set. */
    List<MetricValue> of(Gaussian row, Gaussian reference);

    @Override
    default void checkCounts(long row, long reference) {
        if (Math.min(row, reference) < 2) {
            throw new IllegalArgumentException(Registry.nameOf(this) + " compares covariances, which need at least 2"
                    + " images of either set, was " + row + " and " + reference);
        }
    }

    @Override
    default String divisor() {
        return "N-1";
    }

    @Override
    default boolean needsMomentsOnly() {
        return true;
    }

    @Override
    default Optional<String> sharedAccumulator() {
        return Optional.of("moments");
    }

    @Override
    default Accumulator accumulator(SetPart part) {
        return new MomentAccumulator(part.dimension());
    }

    @Override
    default List<MetricValue> finish(SetSummary row, SetSummary reference) {
        return of(row.gaussian(), reference.gaussian());
    }
}
