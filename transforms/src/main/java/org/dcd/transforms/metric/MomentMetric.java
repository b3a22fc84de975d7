package org.dcd.transforms.metric;

import java.util.List;
import org.dcd.transforms.registry.Registry;

/** A metric of mean and covariance, in one pass over images of any number. */
public non-sealed interface MomentMetric extends Metric {
    /** Its scores. */
    List<MetricValue> of(Gaussian row, Gaussian reference);

    @Override
    default void checkCounts(long row, long reference) {
        if (Math.min(row, reference) < 2) {
            throw new IllegalArgumentException(Registry.nameOf(this) + " compares covariances, which need at least 2"
                    + " images of either set, was " + row + " and " + reference);
        }
    }

    /** Divisor of the covariances, for the contract. */
    default String divisor() {
        return "N-1";
    }
}
