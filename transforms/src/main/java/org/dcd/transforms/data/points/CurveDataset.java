package org.dcd.transforms.data.points;

import org.dcd.transforms.data.RandomAccessSource;

/** A data set of points on a known curve, so that distances to the curve can be computed. */
public interface CurveDataset extends RandomAccessSource {
    /** The curve that the points lie on. */
    Curve curve();

    /** A curve in the plane. */
    interface Curve {
        /**
         * Point of the curve at a parameter value.
         *
         * @param fraction parameter in [0, 1], from the start to the end of the curve
         * @return [x, y]
         */
        double[] at(double fraction);
    }
}
