package org.dcd.transforms.metric;

import java.util.List;

/** A metric that compares every image with others, so that all of them are in memory. */
public non-sealed interface VectorMetric extends Metric {
    /** Images of either set at most; of more, so many are taken, spread evenly. */
    int images();

    /** Its scores. */
    List<MetricValue> of(Vectors row, Vectors reference);
}
