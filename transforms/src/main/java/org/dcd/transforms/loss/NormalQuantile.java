package org.dcd.transforms.loss;

/**
 * Φ⁻¹, the quantile function of the standard normal distribution, by bisection and exact to the last digit of Φ. The
 * function of commons-math is an approximation, and finished trainings have drawn with this one.
 */
final class NormalQuantile {
    /** The probability beyond this many standard deviations is below the precision of a double near 1. */
    private static final double FARTHEST = 8.3;

    private NormalQuantile() {}

    /** x with Φ(x) = probability, in [-8.3, 8.3]. */
    static double at(double probability) {
        double low = -FARTHEST;
        double high = FARTHEST;
        for (double middle = 0; low < middle && middle < high; ) {
            if (cumulative(middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
            middle = low + (high - low) / 2;
        }
        return high;
    }

    /** Φ(x) = 1/2 + φ(x)(x + x³/3 + x⁵/(3·5) + …) (Abramowitz and Stegun 1964, 26.2.11). */
    static double cumulative(double x) {
        double term = x;
        double sum = 0;
        for (int k = 3; sum + term != sum; k += 2) {
            sum += term;
            term *= x * x / k;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
