package org.dcd.transforms.metric;

import java.util.Arrays;
import java.util.OptionalDouble;

/** Spearman's rank correlation: Pearson's of the ranks, equal values sharing the mean of theirs. */
public final class RankCorrelation {
    private RankCorrelation() {}

    /**
     * In [-1, 1]; empty for fewer than two pairs, or when one side is constant.
     *
     * @param a finite, as many as b
     */
    public static OptionalDouble of(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("cannot rank " + a.length + " beside " + b.length + " values");
        }
        double[] x = ranks(a);
        double[] y = ranks(b);
        double centre = (a.length + 1) / 2.0;
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - centre) * (y[i] - centre);
            xx += (x[i] - centre) * (x[i] - centre);
            yy += (y[i] - centre) * (y[i] - centre);
        }
        return xx > 0 && yy > 0 ? OptionalDouble.of(xy / Math.sqrt(xx * yy)) : OptionalDouble.empty();
    }

    private static double[] ranks(double[] values) {
        return Arrays.stream(values)
                .map(value -> {
                    long below = Arrays.stream(values).filter(v -> v < value).count();
                    long equal = Arrays.stream(values).filter(v -> v == value).count();
                    return below + (equal + 1) / 2.0;
                })
                .toArray();
    }
}
