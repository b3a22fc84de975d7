package org.dcd.transforms.train;

import java.io.Serializable;
import org.dcd.transforms.model.KarrasSchedule;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Noise levels between two bounds, evenly spaced in σ^(1/ρ) (Karras et al. 2022, Eq. 5).
 *
 * @param sigmaMin σ_min, in units of the image
 * @param sigmaMax σ_max, in units of the image
 * @param rho ρ, exponent of the spacing
 */
public record SigmaRange(
        @Default("0.002") @Range("(0, 10000)") double sigmaMin,
        @Default("80") @Range("(sigma-min, 10000]") double sigmaMax,
        @Default("7") @Range("[1, 100]") double rho)
        implements Serializable {
    public SigmaRange {
        Ranges.check(SigmaRange.class, sigmaMin, sigmaMax, rho);
    }

    /** The noise level at t in [0, 1]: σ_min at 0, σ_max at 1. */
    public double sigma(double t) {
        return KarrasSchedule.sigma(sigmaMax, sigmaMin, 1 - t, rho);
    }
}
