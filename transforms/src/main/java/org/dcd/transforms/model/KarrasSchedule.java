package org.dcd.transforms.model;

import java.io.Serializable;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Sampling levels σ_i = (σ_max^(1/ρ) + i/(N-1) (σ_min^(1/ρ) - σ_max^(1/ρ)))^ρ, then 0 (Karras et al. 2022, Eq. 5).
 *
 * @param steps N, at least 2
 */
public record KarrasSchedule(
        @Default("18") @Range("[2, 10000]") int steps,
        @Default("0.002") @Range("(0, 10000)") double sigmaMin,
        @Default("80") @Range("(sigma-min, 10000]") double sigmaMax,
        @Default("7") @Range("(0, 100]") double rho)
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
        double from = Math.pow(sigmaMax, 1 / rho);
        double to = Math.pow(sigmaMin, 1 / rho);
        return Math.pow(from + fraction * (to - from), rho);
    }
}
