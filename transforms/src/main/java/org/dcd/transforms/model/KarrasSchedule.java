package org.dcd.transforms.model;

import java.io.Serializable;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Sampling levels σ_i = (σ_max^(1/ρ) + i/(N-1) (σ_min^(1/ρ) - σ_max^(1/ρ)))^ρ, then 0 (Karras et al. 2022, Eq. 5).
 *
 * @param steps N
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

    /** The N levels, decreasing, without the final 0. */
    public double[] levels() {
        double[] levels = new double[steps];
        for (int i = 0; i < steps; i++) {
            levels[i] = level(i / (steps - 1.0));
        }
        return levels;
    }

    /** Level at a fraction of the way from σ_max (0) to σ_min (1). */
    public double level(double fraction) {
        return level(sigmaMax, sigmaMin, fraction, rho);
    }

    /** (from^(1/ρ) + fraction · (to^(1/ρ) - from^(1/ρ)))^ρ. */
    public static double level(double from, double to, double fraction, double rho) {
        double a = Math.pow(from, 1 / rho);
        double b = Math.pow(to, 1 / rho);
        return Math.pow(a + fraction * (b - a), rho);
    }

    /** The same formula on tensors of positive levels, which broadcast. */
    public static <T> T level(Ops<T> ops, T from, T to, double fraction, double rho) {
        T a = ops.multiply(ops.exp(ops.multiply(ops.log(from), 1 / rho)), 1 - fraction);
        T b = ops.multiply(ops.exp(ops.multiply(ops.log(to), 1 / rho)), fraction);
        return ops.exp(ops.multiply(ops.log(ops.add(a, b)), rho));
    }
}
