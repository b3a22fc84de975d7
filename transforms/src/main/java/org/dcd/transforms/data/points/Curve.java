package org.dcd.transforms.data.points;

/** A plane curve on which clean data lie. */
public interface Curve {
    /**
     * The point at a fraction of the way along the curve.
     *
     * @param fraction in [0, 1]
     * @return x, y
     */
    double[] at(double fraction);
}
