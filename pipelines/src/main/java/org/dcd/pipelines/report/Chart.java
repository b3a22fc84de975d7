package org.dcd.pipelines.report;

import java.util.Arrays;
import java.util.List;
import org.dcd.pipelines.result.FormattedNumbers;

/**
 * One measured quantity over thousands of images.
 *
 * @param title what is measured
 * @param unit of the values, for reading
 * @param kimg thousands of images seen, rising
 * @param values NaN where a value was not finite
 * @param marks what happened at a point of the curve
 */
record Chart(String title, String unit, double[] kimg, double[] values, List<Mark> marks) {
    /** Curves with more points than this are drawn smoothed on top of the raw points. */
    private static final int SMOOTH_FROM = 40;

    private static final double LOG_FROM_RATIO = 30;

    /** A vertical line with a label. */
    record Mark(double kimg, String label, boolean selected) {}

    Chart {
        marks = List.copyOf(marks);
    }

    boolean smoothed() {
        return values.length >= SMOOTH_FROM;
    }

    /** A centred moving average over about a twentieth of the curve, over less near its ends. */
    double[] smooth() {
        int reach = Math.max(1, values.length / 40);
        double[] smooth = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int near = Math.min(reach, Math.min(i, values.length - 1 - i));
            smooth[i] = Arrays.stream(values, i - near, i + near + 1)
                    .filter(Double::isFinite)
                    .average()
                    .orElse(Double.NaN);
        }
        return smooth;
    }

    /** Whether the values span so much that only a logarithmic scale shows them. */
    boolean logarithmic() {
        double min = min();
        return min > 0 && max() / min > LOG_FROM_RATIO;
    }

    double min() {
        double min = Double.POSITIVE_INFINITY;
        for (double value : values) {
            min = Double.isFinite(value) ? Math.min(min, value) : min;
        }
        return min;
    }

    double max() {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            max = Double.isFinite(value) ? Math.max(max, value) : max;
        }
        return max;
    }

    double last() {
        return (smoothed() ? smooth() : values)[values.length - 1];
    }

    /** What to tell beside the title: what was selected, else where the curve ended. */
    String headline() {
        return marks.stream()
                .filter(Mark::selected)
                .map(Mark::label)
                .findFirst()
                .orElse(FormattedNumbers.figure(last()));
    }

    double lastKimg() {
        return kimg[kimg.length - 1];
    }

    /** The curve in words, for those who cannot see it. */
    String inWords() {
        StringBuilder words = new StringBuilder(title + " over " + FormattedNumbers.figure(lastKimg()) + " kimg: from "
                + FormattedNumbers.figure(values[0]) + " to " + FormattedNumbers.figure(last()) + ", lowest "
                + FormattedNumbers.figure(min())
                + ", highest " + FormattedNumbers.figure(max()));
        for (Mark mark : marks) {
            words.append("; ")
                    .append(mark.label())
                    .append(" at ")
                    .append(FormattedNumbers.figure(mark.kimg()))
                    .append(" kimg");
        }
        return words.toString();
    }
}
