package org.dcd.transforms.loss;

import java.io.Serializable;
import java.util.List;
import org.dcd.transforms.ops.Ops;

/** A loss of the generator, an open family (paper Eq. 5 and Table 14). */
public interface DistillationLoss extends Serializable {
    /** Source of the fake score f_ψ. */
    enum FakeScore {
        /** The loss uses no fake score; none is trained. */
        NONE,
        /** A network that is trained on corrupted generator output. */
        LEARNED,
        /**
         * The known distribution of the generator's output, with gradient to its parameters. The teacher's denoiser is
         * then that of the noisy data: a denoiser of clean measurements is evaluated at √(σ² + σ_data²).
         */
        EXACT
    }

    /**
     * The loss of each image, Σ over pixels: [n, 1, 1, 1].
     *
     * @param x corrupted generator output without noise, A(G(z)) [n, c, h, w], with gradient
     * @param teacherDenoised f_φ(x_t; σ) [n, c, h, w], with gradient to x
     * @param fakeDenoised f_ψ(x_t; σ) [n, c, h, w], with gradient to x; null for {@link FakeScore#NONE}
     * @param sigma σ [n, 1, 1, 1]
     */
    <T> T loss(Ops<T> ops, T x, T teacherDenoised, T fakeDenoised, T sigma);

    /** Warnings about the loss, each with the reason and the remedy. */
    default List<String> warnings() {
        return List.of();
    }

    /** The fake score that the loss uses. */
    default FakeScore fakeScore() {
        return FakeScore.LEARNED;
    }

    /**
     * A loss that is defined by its gradient g: ½ ‖x - sg(x - g)‖² of each image, with sg the stop-gradient operator.
     *
     * @param x [n, c, h, w]
     * @param gradient g [n, c, h, w]
     * @return [n, 1, 1, 1]
     */
    static <T> T withGradient(Ops<T> ops, T x, T gradient) {
        T error = ops.subtract(x, ops.detach(ops.subtract(x, gradient)));
        return ops.multiply(ops.sum(ops.multiply(error, error), 1, 2, 3), 0.5);
    }
}
