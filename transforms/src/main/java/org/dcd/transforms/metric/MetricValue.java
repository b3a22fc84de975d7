package org.dcd.transforms.metric;

import java.util.OptionalDouble;

/**
 * One score.
 *
 * @param name one of those in {@link Scores}
 * @param value infinite for the PSNR of equal images
 * @param deviation standard deviation, divisor n, over the subsets, splits or images of which the value is the mean;
 *     empty for one that has none
 */
public record MetricValue(String name, double value, OptionalDouble deviation) {
    public MetricValue {
        if (Double.isNaN(value)) {
            throw new ArithmeticException(name + " is " + value);
        }
    }

    public static MetricValue of(String name, double value) {
        return new MetricValue(name, value, OptionalDouble.empty());
    }

    /** Mean and deviation of the values of subsets, splits or images. */
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
