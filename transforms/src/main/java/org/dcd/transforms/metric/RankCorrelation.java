package org.dcd.transforms.metric;

import java.util.OptionalDouble;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * Spearman's rank correlation: Pearson's correlation of the ranks; equal values share their mean rank. The ranks are
 * those of commons-math. Its correlation is not used, because it rounds ±1 and returns NaN for constants.
 */
public final class RankCorrelation {
    private static final NaturalRanking RANKING = new NaturalRanking(TiesStrategy.AVERAGE);

    private RankCorrelation() {}

    /**
     * The correlation in [-1, 1]; empty for fewer than two pairs, or when one side is constant.
     *
     * @param a finite values
     * @param b finite values, as many as a
     */
    public static OptionalDouble of(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("cannot correlate " + a.length + " with " + b.length + " values");
        }
        double[] x = RANKING.rank(a);
        double[] y = RANKING.rank(b);
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
}
