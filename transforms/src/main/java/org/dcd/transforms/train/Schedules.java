package org.dcd.transforms.train;

/** Learning rate and decay of the moving average as functions of the number of images seen. */
public final class Schedules {
    private Schedules() {}

    /**
     * Factor of the learning rate: linear warm-up from 0, times a cosine from 1 to the final fraction.
     *
     * @param seen images seen before this step
     * @param warmup length of the warm-up in images; 0 for none
     * @param total images of the training
     * @param finalFraction factor at the end
     */
    public static double learningRate(double seen, double warmup, double total, double finalFraction) {
        double warm = warmup > 0 ? Math.min(1, seen / warmup) : 1;
        double progress = Math.min(1, seen / total);
        return warm * (finalFraction + (1 - finalFraction) * 0.5 * (1 + Math.cos(Math.PI * progress)));
    }

    /**
     * Decay of the moving average in a step, β = 0.5^(batch / halflife) (Karras et al. 2022, training loop).
     *
     * @param seen images seen, including this step
     * @param batch images of the step
     * @param halflife half-life in images
     * @param rampup the half-life is at most this fraction of {@code seen}; 0 for no limit
     */
    public static double averageDecay(double seen, int batch, double halflife, double rampup) {
        double effective = rampup > 0 ? Math.min(halflife, rampup * seen) : halflife;
        return Math.pow(0.5, batch / effective);
    }
}
