package org.dcd.transforms.loss;

import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.TypeName;

/**
 * Distribution matching distillation (Yin et al. 2024, Eq. 7 and 8; also Diff-Instruct and VSD): the gradient of the
 * Kullback-Leibler divergence with respect to x, (f_ψ - f_φ) / w with w = mean |x - f_φ| per image, at least 1e-5. The
 * regression loss of the original is omitted, because it needs images of the teacher.
 */
@TypeName("dmd")
public record Dmd() implements DistillationLoss {
    @Override
    public <T> T loss(Ops<T> ops, T x, T teacherDenoised, T fakeDenoised, T sigma) {
        T weight = ops.atLeast(ops.mean(ops.abs(ops.subtract(x, teacherDenoised)), 1, 2, 3), 1e-5);
        return DistillationLoss.withGradient(ops, x, ops.divide(ops.subtract(fakeDenoised, teacherDenoised), weight));
    }
}
