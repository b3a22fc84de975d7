package org.dcd.transforms.train;

import java.io.Serializable;
import org.dcd.transforms.model.KarrasSchedule;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Levels between two bounds, evenly in σ^(1/ρ) (Karras et al. 2022, Eq. 5).
 *
 * @param sigmaMin least level, in units of the image
 * @param sigmaMax greatest level
 * @param rho ρ
 */
public record LevelRange(
        @Default("0.002") @Range("(0, 10000)") double sigmaMin,
        @Default("80") @Range("(sigma-min, 10000]") double sigmaMax,
        @Default("7") @Range("[1, 100]") double rho)
        implements Serializable {
    public LevelRange {
        Ranges.check(LevelRange.class, sigmaMin, sigmaMax, rho);
    }

    /** Level at t: σ_min at 0, σ_max at 1. */
    public double level(double t) {
        return KarrasSchedule.sigma(sigmaMax, sigmaMin, 1 - t, rho);
    }
}
