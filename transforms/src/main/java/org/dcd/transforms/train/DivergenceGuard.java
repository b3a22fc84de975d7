package org.dcd.transforms.train;

import org.dcd.schemas.Count;

/**
 * Watches a training for numbers that are not finite and for a loss that runs away from the best it had. A few updates
 * with a gradient that is not finite are left out and counted; more of them in a row, or a smoothed loss far above its
 * best, is divergence.
 */
final class DivergenceGuard {
    private static final int MOST_SKIPPED_IN_A_ROW = 10;
    /** The smoothed loss may be this many times its best. */
    private static final double RUNAWAY = 5;
    /**
     * And this many times the very first, which is a single batch's: some trainings run away before they are judged.
     */
    private static final double RUNAWAY_FROM_START = 20;

    private static final double SMOOTHING = 0.02;
    private static final int STEPS_BEFORE_JUDGING = 100;

    private double first;
    private double smoothed;
    private double best = Double.POSITIVE_INFINITY;
    private long seen;
    private int skippedInARow;
    private long skipped;

    /**
     * Takes the figures of a step.
     *
     * @return what is wrong, or null
     */
    String observe(double loss, double gradientNorm) {
        if (!Double.isFinite(loss) || !Double.isFinite(gradientNorm)) {
            skipped++;
            skippedInARow++;
            return skippedInARow > MOST_SKIPPED_IN_A_ROW
                    ? Count.of(skippedInARow, "step") + " in a row had a loss of " + loss + " and a gradient norm of "
                            + gradientNorm
                    : null;
        }
        skippedInARow = 0;
        seen++;
        first = seen == 1 ? loss : first;
        double weight = Math.max(SMOOTHING, 1.0 / seen);
        smoothed += weight * (loss - smoothed);
        if (seen >= STEPS_BEFORE_JUDGING) {
            best = Math.min(best, smoothed);
            if (smoothed > RUNAWAY * best) {
                return "the smoothed loss is " + smoothed + ", " + RUNAWAY + " times above its best, " + best;
            }
            if (smoothed > RUNAWAY_FROM_START * first) {
                return "the smoothed loss is " + smoothed + ", " + RUNAWAY_FROM_START + " times above its first, "
                        + first;
            }
        }
        return null;
    }

    /** Updates left out so far. */
    long skipped() {
        return skipped;
    }

    /** All that {@link #observe} depends on. */
    double[] state() {
        return new double[] {smoothed, best, seen, skippedInARow, skipped, first};
    }

    void restore(double[] state) {
        smoothed = state[0];
        best = state[1];
        seen = (long) state[2];
        skippedInARow = (int) state[3];
        skipped = (long) state[4];
        first = state[5];
    }
}
