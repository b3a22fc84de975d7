package org.dcd.transforms.distillation;

import java.io.Serializable;
import org.dcd.transforms.ops.Ops;

/** A loss of the generator (paper Eq. 5 and Table 14). */
public interface DistillationLoss extends Serializable {
    /**
     * The loss of each image, Σ over pixels: [n, 1, 1, 1].
     *
     * @param x corrupted generator output without noise, A(G(z)) [n, c, h, w], with gradient
     * @param teacherDenoised f_φ(x_t; σ) with gradient to x
     * @param fakeDenoised f_ψ(x_t; σ) with gradient to x
     * @param sigma level [n, 1, 1, 1]
     */
    <T> T loss(Ops<T> ops, T x, T teacherDenoised, T fakeDenoised, T sigma);

    /** Whether the loss asks the fake score; it is not trained otherwise. */
    default boolean usesFakeScore() {
        return true;
    }
}
