package org.dcd.transforms.metric;

import java.util.List;
import org.dcd.transforms.registry.TypeName;

/** Fréchet distance to clean images (Heusel et al. 2017). On the features of Inception it is called FID. */
@TypeName("fd")
@Scores("fd")
public record Fd() implements MomentMetric {
    @Override
    public MetricInput input() {
        return MetricInput.CLEAN_FEATURES;
    }

    @Override
    public String estimator() {
        return "Fréchet distance of Gaussians";
    }

    @Override
    public List<MetricValue> of(Gaussian row, Gaussian reference) {
        return List.of(MetricValue.of("fd", FrechetDistance.between(row, reference)));
    }
}
