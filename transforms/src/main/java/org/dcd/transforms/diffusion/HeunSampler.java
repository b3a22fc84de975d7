package org.dcd.transforms.diffusion;

/**
 * The deterministic sampler of Karras et al. 2022 (Alg. 1 with S_churn = 0): Heun's second-order method on dx/dσ = (x -
 * D(x; σ)) / σ, with the state in float64 and the network in float32.
 *
 * @param stopSigma when positive, the estimate D(x; σ_i) is returned at the first step whose next level is below it
 *     (paper Alg. 4, the truncated teacher); 0 goes down to level 0
 */
public record HeunSampler(KarrasSchedule schedule, double stopSigma) {
    public HeunSampler {
        if (!(stopSigma >= 0 && stopSigma <= 1e4)) {
            throw new IllegalArgumentException("sampler.stop-sigma must be in [0, 10000], was " + stopSigma);
        }
    }

    /** Network evaluations per image: 2N - 1 for the whole schedule. */
    public int nfe() {
        return 2 * lastStep() + 1;
    }

    /** The step that returns its estimate: the one before level 0, or before the first level below the stop. */
    private int lastStep() {
        double[] levels = schedule.levels();
        int step = 0;
        while (step < levels.length - 1 && levels[step + 1] >= stopSigma) {
            step++;
        }
        return step;
    }

    /**
     * Samples n images.
     *
     * @param z standard normal, n rows
     * @return images of the model's range, n rows, not clipped
     * @throws ArithmeticException when the model gives a value that is not finite
     */
    public float[] sample(DenoiserModel model, float[] z, int n) {
        double[] levels = schedule.levels();
        double[] x = new double[z.length];
        for (int k = 0; k < x.length; k++) {
            x[k] = z[k] * levels[0];
        }
        Estimate estimate = new Estimate(model, n, x.length);
        int last = lastStep();
        for (int i = 0; i < last; i++) {
            step(estimate, x, levels[i], levels[i + 1]);
        }
        // The step to level 0 is x + (0 - σ) (x - D) / σ = D: the estimate itself, as is the truncated one.
        return estimate.at(x, levels[last]);
    }

    /** x ← x + (σ' - σ) (d + d') / 2 with the slope d at σ and d' at the Euler prediction (Alg. 1, lines 4 to 9). */
    private static void step(Estimate estimate, double[] x, double sigma, double next) {
        double[] slope = slope(x, estimate.at(x, sigma), sigma);
        double[] predicted = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            predicted[k] = x[k] + (next - sigma) * slope[k];
        }
        double[] slopeThere = slope(predicted, estimate.at(predicted, next), next);
        for (int k = 0; k < x.length; k++) {
            x[k] += (next - sigma) * (0.5 * slope[k] + 0.5 * slopeThere[k]);
        }
    }

    private static double[] slope(double[] x, float[] denoised, double sigma) {
        double[] slope = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            slope[k] = (x[k] - denoised[k]) / sigma;
        }
        return slope;
    }

    /** D(x; σ) with the state rounded to float32. */
    private static final class Estimate {
        private final DenoiserModel model;
        private final int n;
        private final float[] rounded;
        private final float[] denoised;

        Estimate(DenoiserModel model, int n, int size) {
            this.model = model;
            this.n = n;
            this.rounded = new float[size];
            this.denoised = new float[size];
        }

        float[] at(double[] x, double sigma) {
            for (int k = 0; k < x.length; k++) {
                rounded[k] = (float) x[k];
            }
            model.denoise(rounded, sigma, n, denoised);
            for (int k = 0; k < denoised.length; k++) {
                if (!Float.isFinite(denoised[k])) {
                    throw new ArithmeticException("the denoiser gives " + denoised[k] + " at level " + sigma
                            + " for value " + k % (denoised.length / n) + " of image " + k / (denoised.length / n));
                }
            }
            return denoised;
        }
    }
}
