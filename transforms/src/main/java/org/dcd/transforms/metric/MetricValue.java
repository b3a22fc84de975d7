package org.dcd.transforms.metric;

import java.util.OptionalDouble;

/**
 * One score.
 *
 * @param name one of those in {@link Scores}
 * @param deviation standard deviation, divisor n, over the subsets or splits of which the value is the mean; empty for
 *     one that has none
 */
public record MetricValue(String name, double value, OptionalDouble deviation) {
    public MetricValue {
        if (!Double.isFinite(value)) {
            throw new ArithmeticException(name + " is " + value);
        }
    }

    public static MetricValue of(String name, double value) {
        return new MetricValue(name, value, OptionalDouble.empty());
    }

    /** Mean and deviation of the values of subsets or splits. */
    public static MetricValue meanOf(String name, double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double variance = 0;
        for (double value : values) {
            variance += (value - mean) * (value - mean) / values.length;
        }
        return new MetricValue(name, mean, OptionalDouble.of(Math.sqrt(variance)));
    }
}
