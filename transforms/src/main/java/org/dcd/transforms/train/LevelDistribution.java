package org.dcd.transforms.train;

import java.io.Serializable;
import org.dcd.transforms.registry.Default;

/**
 * Training levels ln σ ~ N(mean, std²) (Karras et al. 2022, Table 1).
 *
 * @param mean P_mean
 * @param std P_std
 */
public record LevelDistribution(@Default("-1.2") double mean, @Default("1.2") double std) implements Serializable {
    public LevelDistribution {
        if (!(Math.abs(mean) <= 10)) {
            throw new IllegalArgumentException("levels.mean must be in [-10, 10], was " + mean);
        }
        if (!(std > 0 && std <= 10)) {
            throw new IllegalArgumentException("levels.std must be in (0, 10], was " + std);
        }
    }
}
