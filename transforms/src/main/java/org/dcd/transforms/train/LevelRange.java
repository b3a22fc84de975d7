package org.dcd.transforms.train;

import java.io.Serializable;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;

/**
 * Levels between two bounds, evenly in σ^(1/ρ) (Karras et al. 2022, Eq. 5).
 *
 * @param sigmaMin least level, in units of the image
 * @param sigmaMax greatest level
 * @param rho ρ
 */
public record LevelRange(@Default("0.002") double sigmaMin, @Default("80") double sigmaMax, @Default("7") double rho)
        implements Serializable {
    public LevelRange {
        Range.positive("generator-levels.sigma-min", sigmaMin);
        Range.within("generator-levels.sigma-max", sigmaMax, sigmaMin, 1e6);
        Range.within("generator-levels.rho", rho, 1, 100);
    }
}
