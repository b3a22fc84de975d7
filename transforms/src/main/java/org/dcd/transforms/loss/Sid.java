package org.dcd.transforms.loss;

import java.util.List;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Score identity distillation (Zhou et al. 2024; paper Eq. 5): (f_φ - f_ψ)·[(f_φ - x) - α (f_φ - f_ψ)] / w with w =
 * mean |x - f_φ| per image, without gradient, at least 1e-5.
 *
 * @param alpha α; 1.2 in the paper, smaller when training drifts to noise
 */
@TypeName("sid")
public record Sid(@Default("1.2") @Range("[0, 2]") double alpha) implements DistillationLoss {
    /** Value in the paper. */
    private static final double USUAL = 1.2;

    public Sid {
        Ranges.check(Sid.class, alpha);
    }

    @Override
    public <T> T loss(Ops<T> ops, T x, T teacherDenoised, T fakeDenoised, T sigma) {
        T difference = ops.subtract(teacherDenoised, fakeDenoised);
        T toTeacher = ops.subtract(teacherDenoised, x);
        T weight = ops.detach(ops.atLeast(ops.mean(ops.abs(toTeacher), 1, 2, 3), 1e-5));
        T product = ops.multiply(difference, ops.subtract(toTeacher, ops.multiply(difference, alpha)));
        return ops.sum(ops.divide(product, weight), 1, 2, 3);
    }

    @Override
    public List<String> warnings() {
        return alpha <= USUAL
                ? List.of()
                : List.of("sid.alpha " + alpha + " is above the paper's " + USUAL
                        + "; larger values make training drift to noise earlier; use 0.5 to 1.2");
    }
}
