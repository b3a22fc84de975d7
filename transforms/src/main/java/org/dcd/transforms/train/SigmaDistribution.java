package org.dcd.transforms.train;

import java.io.Serializable;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Distribution of noise levels in training, ln σ ~ N(mean, std²) (Karras et al. 2022, Table 1).
 *
 * @param mean P_mean
 * @param std P_std
 */
public record SigmaDistribution(
        @Default("-1.2") @Range("[-10, 10]") double mean, @Default("1.2") @Range("(0, 10]") double std)
        implements Serializable {
    public SigmaDistribution {
        Ranges.check(SigmaDistribution.class, mean, std);
    }
}
