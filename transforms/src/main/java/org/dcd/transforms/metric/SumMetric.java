package org.dcd.transforms.metric;

import java.util.List;

/** A metric of numbers that add up over the row's images, in one pass, without a reference set. */
public non-sealed interface SumMetric extends Metric {
    /**
     * What some images of a row contribute.
     *
     * @param batch the classifier's logits [n, classes]
     * @param first position of the first of them in the row, from 0
     * @param total images of the row
     */
    Sums of(FeatureBatch batch, long first, long total);

    /** Its scores. */
    List<MetricValue> of(Sums row);
}
