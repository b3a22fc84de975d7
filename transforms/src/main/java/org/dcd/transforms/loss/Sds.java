package org.dcd.transforms.loss;

import java.util.List;
import org.dcd.transforms.loss.DistillationLoss.FakeScore;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.TypeName;

/**
 * Score distillation sampling (Poole et al. 2022, Eq. 3): the gradient w (ε̂_φ - ε) with ε̂_φ - ε = (x - f_φ)/σ, and
 * the variance of the variance preserving process as weight, w = σ²/(1 + σ²). It uses no fake score, and seeks modes of
 * the teacher's distribution.
 */
@TypeName("sds")
public record Sds() implements DistillationLoss {
    @Override
    public <T> T loss(Ops<T> ops, T x, T teacherDenoised, T fakeDenoised, T sigma) {
        T weight = ops.divide(sigma, ops.add(ops.multiply(sigma, sigma), 1));
        return DistillationLoss.withGradient(ops, x, ops.multiply(ops.subtract(x, teacherDenoised), weight));
    }

    @Override
    public FakeScore fakeScore() {
        return FakeScore.NONE;
    }

    @Override
    public List<String> warnings() {
        return List.of("sds ended above FID 200 at every noise level of the paper's Table 14,"
                + " and is meant for comparison only; use sid instead");
    }
}
