package org.dcd.transforms.train;

/** Learning rate and decay of the average as functions of the images seen. */
public final class Schedules {
    private Schedules() {}

    /**
     * Linear warm-up from 0, then a cosine from 1 to the final fraction at the end.
     *
     * @param seen images seen before this step
     * @return factor of the learning rate
     */
    public static double learningRate(double seen, double warmup, double total, double finalFraction) {
        double warm = warmup > 0 ? Math.min(1, seen / warmup) : 1;
        double progress = Math.min(1, seen / total);
        return warm * (finalFraction + (1 - finalFraction) * 0.5 * (1 + Math.cos(Math.PI * progress)));
    }

    /**
     * β = 0.5^(batch / halflife), with the half-life at most {@code rampup} of the images seen (Karras et al. 2022,
     * training loop); no limit when {@code rampup} is 0.
     *
     * @param seen images seen, this step included
     */
    public static double averageDecay(double seen, int batch, double halflife, double rampup) {
        double effective = rampup > 0 ? Math.min(halflife, rampup * seen) : halflife;
        return Math.pow(0.5, batch / effective);
    }
}
