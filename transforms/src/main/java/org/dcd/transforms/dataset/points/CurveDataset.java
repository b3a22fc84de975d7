package org.dcd.transforms.dataset.points;

import org.dcd.transforms.dataset.DivisibleSource;

/** A data set of points on a curve that is known, so that distances to it can be measured. */
public interface CurveDataset extends DivisibleSource {
    Curve curve();
}
