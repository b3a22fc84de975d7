package org.dcd.transforms.metric;

import java.util.List;

/** A metric of mean and covariance, in one pass over images of any number. */
public non-sealed interface MomentMetric extends Metric {
    /** Its scores. */
    List<MetricValue> of(FeatureMoments row, FeatureMoments reference);

    /** Divisor of the covariances, for the contract. */
    default String divisor() {
        return "N-1";
    }
}
