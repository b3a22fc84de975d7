package org.dcd.transforms.objective;

import java.io.Serializable;
import org.dcd.transforms.ops.Ops;

/**
 * A training objective of a denoiser on measurements (paper, Table 1), used alike for the teacher and for the fake
 * score of distillation.
 */
public interface Objective extends Serializable {
    /** A denoiser D(x; σ) of one back end: σ [n, 1, 1, 1]. */
    @FunctionalInterface
    interface DenoiserFunction<T> {
        T denoise(T x, T sigma);
    }

    /**
     * The loss of each image, Σ over pixels: [n, 1, 1, 1].
     *
     * @param y measurements [n, c, h, w]
     * @param dataSigma noise level of each measurement [n, 1, 1, 1]
     * @param sigma drawn diffusion level of each image [n, 1, 1, 1]
     * @param noise standard normal [n, c, h, w]
     */
    <T> T loss(Ops<T> ops, DenoiserFunction<T> denoiser, T y, T dataSigma, T sigma, T noise);

    /** Refuses, with the reason, corruptions with which the objective cannot work. */
    void check(double dataSigma);
}
