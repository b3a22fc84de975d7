package org.dcd.transforms.data.points;

import org.dcd.transforms.data.DivisibleSource;

/** A data set of points on a curve that is known, so that distances to it can be measured. */
public interface CurveDataset extends DivisibleSource {
    Curve curve();
}
