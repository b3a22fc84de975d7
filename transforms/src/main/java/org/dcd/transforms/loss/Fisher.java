package org.dcd.transforms.loss;

import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.TypeName;

/**
 * The Fisher divergence E‖s_Y(y_t) - s_θ(y_t)‖² of the generator's measurements from the noisy data (paper Eq. 8 and
 * 11), with s = (D(y_t; σ_t) - y_t)/σ_t². The generator's score is exact and differentiable, so the generator must have
 * a known distribution, such as low-rank-linear. {@code sid} is the counterpart for a learned score (Zhou et al. 2024,
 * Eq. 8).
 */
@TypeName("fisher")
public record Fisher() implements DistillationLoss {
    @Override
    public <T> T loss(Ops<T> ops, T x, T teacherDenoised, T fakeDenoised, T sigma) {
        T variance = ops.multiply(sigma, sigma);
        T difference = ops.divide(ops.subtract(teacherDenoised, fakeDenoised), variance);
        return ops.sum(ops.multiply(difference, difference), 1, 2, 3);
    }

    @Override
    public FakeScore fakeScore() {
        return FakeScore.EXACT;
    }
}
