package org.dcd.transforms.model;

import java.util.function.IntFunction;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * The samplers of Karras et al. 2022 for dx/dσ = (x - D(x; σ)) / σ: Alg. 1 (deterministic) and, with churn, Alg. 2
 * (stochastic), with Heun's second-order method or Euler's method. The state is in float64, the network in float32.
 *
 * @param settings sampler settings
 * @param stopSigma if positive, D(x; σ_i) is returned at the first step whose next σ is below this value (paper Alg. 4,
 *     truncated teacher); 0 for sampling down to σ = 0
 */
public record EdmSampler(SamplerSettings settings, @Range("[0, 10000]") double stopSigma) {
    public EdmSampler {
        Ranges.check(EdmSampler.class, stopSigma);
    }

    /** Network evaluations per image; over the whole schedule 2N - 1 for Heun's method and N for Euler's. */
    public int nfe() {
        return switch (settings.method()) {
            case HEUN -> 2 * lastStep() + 1;
            case EULER -> lastStep() + 1;
        };
    }

    /**
     * Index of the step that returns D(x; σ_i): the last before σ = 0, or before the first σ below {@code stopSigma}.
     */
    private int lastStep() {
        double[] sigmas = settings.schedule().sigmas();
        int step = 0;
        while (step < sigmas.length - 1 && sigmas[step + 1] >= stopSigma) {
            step++;
        }
        return step;
    }

    /**
     * Samples n images.
     *
     * @param model denoiser
     * @param z standard normal values, n rows
     * @param n number of images
     * @param churn gives standard normal values for a step, n rows; called only for steps with churn
     * @return n images, row-major, not clipped
     * @throws ArithmeticException if the denoiser returns a value that is not finite
     */
    public float[] sample(DenoiserModel model, float[] z, int n, IntFunction<float[]> churn) {
        double[] sigmas = settings.schedule().sigmas();
        double[] x = new double[z.length];
        for (int k = 0; k < x.length; k++) {
            x[k] = z[k] * sigmas[0];
        }
        Estimate estimate = new Estimate(model, n, x.length);
        int last = lastStep();
        for (int i = 0; i < last; i++) {
            double raised = raise(x, sigmas[i], i, churn);
            step(estimate, x, raised, sigmas[i + 1]);
        }
        // The step to σ = 0 is x + (0 - σ) (x - D) / σ = D, so both full and truncated sampling return D.
        return estimate.at(x, raise(x, sigmas[last], last, churn));
    }

    /** Raises the noise level from σ to σ̂ = σ (1 + γ) by adding noise; returns σ̂ (Alg. 2, lines 4 to 6). */
    private double raise(double[] x, double sigma, int step, IntFunction<float[]> churn) {
        double gamma = settings.gamma(sigma);
        if (gamma == 0) {
            return sigma;
        }
        double raised = sigma * (1 + gamma);
        double scale = Math.sqrt(raised * raised - sigma * sigma) * settings.churnNoise();
        float[] noise = churn.apply(step);
        for (int k = 0; k < x.length; k++) {
            x[k] += scale * noise[k];
        }
        return raised;
    }

    /** x ← x + (σ' - σ) (d + d') / 2 with the slope d at σ and d' at the Euler prediction (Alg. 1, lines 4 to 9). */
    private void step(Estimate estimate, double[] x, double sigma, double next) {
        double[] slope = slope(x, estimate.at(x, sigma), sigma);
        double[] predicted = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            predicted[k] = x[k] + (next - sigma) * slope[k];
        }
        switch (settings.method()) {
            case EULER -> System.arraycopy(predicted, 0, x, 0, x.length);
            case HEUN -> {
                double[] slopeThere = slope(predicted, estimate.at(predicted, next), next);
                for (int k = 0; k < x.length; k++) {
                    x[k] += (next - sigma) * (0.5 * slope[k] + 0.5 * slopeThere[k]);
                }
            }
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
                    throw new ArithmeticException("the denoiser returned " + denoised[k] + " at sigma " + sigma
                            + " for value " + k % (denoised.length / n) + " of image " + k / (denoised.length / n));
                }
            }
            return denoised;
        }
    }
}
