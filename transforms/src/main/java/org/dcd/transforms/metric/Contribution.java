package org.dcd.transforms.metric;

import java.io.Serializable;

/** What a worker finds out about some images of a row. */
public sealed interface Contribution extends Serializable permits FeatureBatch, FeatureMoments, Sums {
    /** The statistic of these images alone. */
    Statistic toStatistic();

    /** Adds them to a statistic of the same kind. */
    default void addTo(Statistic statistic) {
        statistic.merge(toStatistic());
    }
}
