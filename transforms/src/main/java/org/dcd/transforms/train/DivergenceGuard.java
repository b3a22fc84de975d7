package org.dcd.transforms.train;

import org.dcd.schemas.Count;

/**
 * Detects divergence of a training. Updates with a loss or gradient that is not finite are skipped and counted; too
 * many of them in a row, or a smoothed loss far above its minimum, are divergence.
 */
final class DivergenceGuard {
    private static final int MOST_SKIPPED_IN_A_ROW = 10;
    /** Greatest ratio of the smoothed loss to its minimum. */
    private static final double RUNAWAY = 5;
    /**
     * Greatest ratio of the smoothed loss to the first loss, which is that of a single batch: some trainings diverge
     * before the minimum is tracked.
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
     * Observes the figures of a step.
     *
     * @return the problem when training diverges, otherwise null
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
                return "the smoothed loss is " + smoothed + ", more than " + RUNAWAY + " times its minimum " + best;
            }
            if (smoothed > RUNAWAY_FROM_START * first) {
                return "the smoothed loss is " + smoothed + ", more than " + RUNAWAY_FROM_START
                        + " times the first loss " + first;
            }
        }
        return null;
    }

    /** Number of skipped updates. */
    long skipped() {
        return skipped;
    }

    /** The state, for checkpoints. */
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
