package org.dcd.transforms.theory;

/** Minimisers of the Fisher divergence of linear generators, and their distances (paper, App. C). */
public final class ClosedForms {
    private ClosedForms() {}

    /** Theorem 2: covariance (1 + σ²)EEᵀ of the best low-rank generator, for A = I [d, d]. */
    public static double[] bestCovariance(LinearGaussian data) {
        return scaled(data.dataCovariance(), 1 + data.sigma() * data.sigma());
    }

    /** Theorem 2: W₂²(p_Y, p_X) - W₂²(p_G, p_X) = (d - r)σ² of that generator. */
    public static double gain(LinearGaussian data) {
        return (data.d() - data.r()) * data.sigma() * data.sigma();
    }

    /** Theorem 3, r = 1: the least-norm minimiser √(1 + σ²/‖Ae‖²)·e, up to sign, for e in the image of Aᵀ [d]. */
    public static double[] bestDirection(LinearGaussian data) {
        if (data.r() != 1) {
            throw new IllegalArgumentException("Theorem 3 is of rank 1, was " + data.r());
        }
        return scaled(data.e(), Math.sqrt(1 + data.sigma() * data.sigma() / signal(data)));
    }

    /** Theorem 3: W₂²(p_X, p_G) = (√(1 + σ²/‖Ae‖²) - 1)² of that minimiser. */
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
     * Theorem 5: λ* of the best covariance λ*EEᵀ when the data have several noise levels, the root of E[(σ² + σ_t² +
     * 1)⁻²] = E[(λ + σ_t²)⁻²].
     *
     * @param sigmas noise levels of the data
     * @param weights chance of each, summing to 1
     * @param levels σ_t, equally likely
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
        // 1 + σ_min² ≤ λ* ≤ 1 + σ_max², and the right-hand side falls
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
