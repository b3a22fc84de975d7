package org.dcd.transforms.model;

import java.io.Serializable;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Noise levels of a sampler, σ_i = (σ_max^(1/ρ) + i/(N-1) (σ_min^(1/ρ) - σ_max^(1/ρ)))^ρ, then 0 (Karras et al. 2022,
 * Eq. 5).
 *
 * @param steps N, the number of noise levels without the final 0
 * @param sigmaMin σ_min, in units of the image
 * @param sigmaMax σ_max, in units of the image
 * @param rho ρ
 */
public record KarrasSchedule(
        @Range("[2, 10000]") int steps,
        @Range("(0, 10000)") double sigmaMin,
        @Range("(sigma-min, 10000]") double sigmaMax,
        @Range("(0, 100]") double rho)
        implements Serializable {
    public KarrasSchedule {
        Ranges.check(KarrasSchedule.class, steps, sigmaMin, sigmaMax, rho);
    }

    /** Returns σ_0, …, σ_{N-1} in decreasing order, without the final 0. */
    public double[] sigmas() {
        double[] sigmas = new double[steps];
        for (int i = 0; i < steps; i++) {
            sigmas[i] = sigma(i / (steps - 1.0));
        }
        return sigmas;
    }

    /** Returns σ at a fraction in [0, 1], from σ_max (0) to σ_min (1). */
    public double sigma(double fraction) {
        return sigma(sigmaMax, sigmaMin, fraction, rho);
    }

    /** Interpolates between two noise levels: (from^(1/ρ) + fraction · (to^(1/ρ) - from^(1/ρ)))^ρ. */
    public static double sigma(double from, double to, double fraction, double rho) {
        double a = Math.pow(from, 1 / rho);
        double b = Math.pow(to, 1 / rho);
        return Math.pow(a + fraction * (b - a), rho);
    }

    /** Interpolates between tensors of positive noise levels, which broadcast. */
    public static <T> T sigma(Ops<T> ops, T from, T to, double fraction, double rho) {
        T a = ops.multiply(ops.exp(ops.multiply(ops.log(from), 1 / rho)), 1 - fraction);
        T b = ops.multiply(ops.exp(ops.multiply(ops.log(to), 1 / rho)), fraction);
        return ops.exp(ops.multiply(ops.log(ops.add(a, b)), rho));
    }
}
