package org.dcd.transforms.objective;

import java.io.Serializable;
import java.util.Optional;
import org.dcd.transforms.corruption.Corruption;
import org.dcd.transforms.corruption.MeasurementModel;
import org.dcd.transforms.ops.Ops;

/**
 * A training objective of a denoiser on measurements (paper, Table 1), used alike for the teacher and for the fake
 * score of distillation.
 */
public interface Objective extends Serializable {
    /** A denoiser D(x; σ, condition) of one back end: σ [n, 1, 1, 1], the condition null where there is none. */
    @FunctionalInterface
    interface DenoiserFunction<T> {
        T denoise(T x, T sigma, T condition);
    }

    /**
     * Measurements with what was drawn for them.
     *
     * @param y measurements [n, c, h, w]
     * @param operatorParameters of A, null when it has none
     * @param further parameters of {@link #further}, null when there is none
     * @param dataSigma noise level of each measurement [n, 1, 1, 1]
     * @param sigma drawn diffusion level of each image [n, 1, 1, 1]
     * @param noise standard normal [n, c, h, w]
     */
    record Batch<T>(T y, T operatorParameters, T further, T dataSigma, T sigma, T noise) {}

    /** The loss of each image, Σ over pixels: [n, 1, 1, 1]. */
    <T> T loss(Ops<T> ops, DenoiserFunction<T> denoiser, Batch<T> batch, MeasurementModel model);

    /**
     * What hides more of each measurement, when the denoiser learns images from parts of them. Without it the denoiser
     * learns A(x), with it x.
     */
    default Optional<FurtherCorruption> further() {
        return Optional.empty();
    }

    /** Whether the denoiser learns measurements with their noise, and not without. */
    default boolean learnsNoise() {
        return false;
    }

    /** Refuses, with the reason and the remedy, corruptions with which the objective cannot work. */
    void check(Corruption corruption);

    /** Refuses images whose measurements leave nothing to learn from; the corruption is one that fits. */
    default void checkModel(MeasurementModel model) {}

    /** The objective of the teacher alone: what only the fake score uses is not told apart. */
    default Objective ofTeacher() {
        return this;
    }

    /** The objective of the fake score: the teacher's (paper, Alg. 1), unless settings ask for another. */
    default Objective ofFakeScore() {
        return this;
    }
}
