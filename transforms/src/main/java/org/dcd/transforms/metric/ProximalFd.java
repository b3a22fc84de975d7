package org.dcd.transforms.metric;

import java.util.List;
import org.dcd.transforms.registry.TypeName;

/** Fréchet distance of the row, corrupted like the data, to the measurements (paper, App. E). */
@TypeName("proximal-fd")
@Scores("proximal-fd")
public record ProximalFd() implements MomentMetric {
    @Override
    public MetricInput input() {
        return MetricInput.MEASUREMENT_FEATURES;
    }

    @Override
    public String estimator() {
        return new Fd().estimator();
    }

    @Override
    public List<MetricValue> of(Gaussian row, Gaussian reference) {
        return List.of(MetricValue.of("proximal-fd", FrechetDistance.between(row, reference)));
    }
}
