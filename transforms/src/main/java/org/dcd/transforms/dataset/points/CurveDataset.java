package org.dcd.transforms.dataset.points;

import org.dcd.transforms.dataset.DatasetSource;

/** A data set of points on a curve that is known, so that distances to it can be measured. */
public interface CurveDataset extends DatasetSource {
    Curve curve();
}
