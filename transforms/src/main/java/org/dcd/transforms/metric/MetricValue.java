package org.dcd.transforms.metric;

import java.util.OptionalDouble;

/**
 * One score.
 *
 * @param name name of the score, one of those in {@link Scores}
 * @param value infinite for the PSNR of equal images
 * @param deviation standard deviation with divisor n over the subsets, splits or images whose mean the value is; empty
 *     for a value that is no mean
 */
public record MetricValue(String name, double value, OptionalDouble deviation) {
    public MetricValue {
        if (Double.isNaN(value)) {
            throw new ArithmeticException(name + " is " + value);
        }
    }

    /** A value without deviation. */
    public static MetricValue of(String name, double value) {
        return new MetricValue(name, value, OptionalDouble.empty());
    }

    /** Mean and standard deviation of the values of subsets, splits or images. */
    public static MetricValue meanOf(String name, double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double variance = 0;
        for (double value : values) {
            variance += (value - mean) * (value - mean) / values.length;
        }
        return new MetricValue(
                name,
                mean,
                Double.isFinite(variance) ? OptionalDouble.of(Math.sqrt(variance)) : OptionalDouble.empty());
    }
}
