package org.dcd.transforms.theory;

/** Minimisers of the Fisher divergence over linear generators, and their Wasserstein distances (paper, App. C). */
public final class ClosedForms {
    private ClosedForms() {}

    /** Theorem 2, A = I: covariance (1 + σ²)EEᵀ [d, d] of the optimal low-rank generator. */
    public static double[] bestCovariance(LinearGaussian data) {
        return scaled(data.dataCovariance(), 1 + data.sigma() * data.sigma());
    }

    /** Theorem 2: W₂²(p_Y, p_X) - W₂²(p_G, p_X) = (d - r)σ² of the optimal generator. */
    public static double gain(LinearGaussian data) {
        return (data.d() - data.r()) * data.sigma() * data.sigma();
    }

    /**
     * Theorem 3, r = 1: the minimum-norm minimiser √(1 + σ²/‖Ae‖²)·e [d], up to sign, for e in the image of Aᵀ.
     *
     * @throws IllegalArgumentException for another rank
     */
    public static double[] bestDirection(LinearGaussian data) {
        if (data.r() != 1) {
            throw new IllegalArgumentException("Theorem 3 requires rank 1, was " + data.r());
        }
        return scaled(data.e(), Math.sqrt(1 + data.sigma() * data.sigma() / signal(data)));
    }

    /** Theorem 3: W₂²(p_X, p_G) = (√(1 + σ²/‖Ae‖²) - 1)² of the minimiser {@link #bestDirection}. */
    public static double distanceOfBestDirection(LinearGaussian data) {
        double excess = Math.sqrt(1 + data.sigma() * data.sigma() / signal(data)) - 1;
        return excess * excess;
    }

    /** ‖Ae‖². */
    private static double signal(LinearGaussian data) {
        double signal = 0;
        for (double value : data.measuredFactor()) {
            signal += value * value;
        }
        return signal;
    }

    /**
     * Theorem 5: λ* of the optimal covariance λ*EEᵀ for data with several noise levels, the root of E[(σ² + σ_t² +
     * 1)⁻²] = E[(λ + σ_t²)⁻²].
     *
     * @param sigmas noise levels σ of the data
     * @param weights probability of each σ; their sum is 1
     * @param levels noise levels σ_t of the diffusion, with equal probability
     */
    public static double bestScale(double[] sigmas, double[] weights, double[] levels) {
        double target = 0;
        double low = Double.MAX_VALUE;
        double high = 0;
        for (int k = 0; k < sigmas.length; k++) {
            double scale = 1 + sigmas[k] * sigmas[k];
            target += weights[k] * meanInverseSquare(scale, levels);
            low = Math.min(low, scale);
            high = Math.max(high, scale);
        }
        // Bisection: 1 + σ_min² ≤ λ* ≤ 1 + σ_max², and the right-hand side decreases in λ.
        while (high - low > 1e-12 * high) {
            double middle = (low + high) / 2;
            if (middle == low || middle == high) {
                return middle;
            }
            if (meanInverseSquare(middle, levels) > target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double meanInverseSquare(double scale, double[] levels) {
        double sum = 0;
        for (double level : levels) {
            double total = scale + level * level;
            sum += 1 / (total * total);
        }
        return sum / levels.length;
    }

    private static double[] scaled(double[] values, double factor) {
        double[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }
}
