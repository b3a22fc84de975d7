package org.dcd.transforms.diffusion;

/** Counts the network evaluations of Heun's sampler. */
public final class Evaluations {
    private Evaluations() {}

    /**
     * Evaluations of one image: two a step, one in the last. Sampling ends with the estimate of the first step whose
     * next level is below {@code stopSigma} (paper, Alg. 4), at the latest with the step to 0: 2N - 1 for
     * {@code stopSigma} 0.
     */
    public static int nfe(KarrasSchedule schedule, double stopSigma) {
        double[] levels = schedule.levels();
        int last = levels.length - 1;
        for (int step = 0; step < last; step++) {
            if (levels[step + 1] < stopSigma) {
                return 2 * step + 1;
            }
        }
        return 2 * last + 1;
    }
}
