package org.dcd.transforms.loss;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.Preconditioning;
import org.dcd.transforms.ops.Ops;

/**
 * A training objective of a denoiser on measurements, an open family (paper, Table 1). The teacher and the fake score
 * of distillation use it in the same way.
 */
public interface Objective extends Serializable {
    /**
     * A denoiser D(x; σ, condition) of one back end. An objective may pass several x for every image of its batch;
     * those of one image are consecutive.
     *
     * @param <T> tensor of the back end
     */
    @FunctionalInterface
    interface DenoiserFunction<T> {
        /**
         * The denoised x.
         *
         * @param x [m, c, h, w]
         * @param sigma σ [m, 1, 1, 1]
         * @param condition [m, k, h, w]; null without a condition
         */
        T denoise(T x, T sigma, T condition);
    }

    /**
     * Measurements with the random numbers of a step.
     *
     * @param <T> tensor of the back end
     * @param y measurements [n, c, h, w]
     * @param operatorParameters parameters of A; null when it has none
     * @param further parameters of {@link #further}; null when there is none
     * @param dataSigma noise level of each measurement [n, 1, 1, 1]
     * @param sigma noise level σ_t drawn for each image [n, 1, 1, 1]
     * @param noise standard normal [n, c, h, w]
     * @param draws additional standard normal numbers [n, {@link #draws} · c, h, w]; null when the loss uses none
     */
    record Batch<T>(T y, T operatorParameters, T further, T dataSigma, T sigma, T noise, T draws) {
        /**
         * Collects a batch by name.
         *
         * @param named returns the tensor for each name of {@link #inputs}; null where that has no shape
         */
        public static <T> Batch<T> of(Function<String, T> named) {
            return new Batch<>(
                    named.apply(Y),
                    named.apply(OPERATOR),
                    named.apply(FURTHER),
                    named.apply(DATA_SIGMA),
                    named.apply(SIGMA),
                    named.apply(NOISE),
                    named.apply(DRAWS));
        }
    }

    /** Name of {@link Batch#y}. */
    String Y = "y";

    /** Name of {@link Batch#operatorParameters}. */
    String OPERATOR = "operator";
    /** Name of {@link Batch#further}. */
    String FURTHER = "further";
    /** Name of {@link Batch#dataSigma}. */
    String DATA_SIGMA = "data-sigma";
    /** Name of {@link Batch#sigma}. */
    String SIGMA = "sigma";
    /** Name of {@link Batch#noise}. */
    String NOISE = "noise";
    /** Name of {@link Batch#draws}. */
    String DRAWS = "draws";

    /** Shape per image of each tensor of a batch, by name; empty where the batch has none. */
    default Map<String, Optional<ImageShape>> inputs(MeasurementModel model) {
        ImageShape measurement = model.measurement();
        Optional<ImageShape> number = Optional.of(new ImageShape(1, 1, 1));
        return Map.of(
                Y, Optional.of(measurement),
                OPERATOR, model.parameters(),
                FURTHER, further().map(hiding -> hiding.parameterShape(model)),
                DATA_SIGMA, number,
                SIGMA, number,
                NOISE, Optional.of(measurement),
                DRAWS, draws() == 0 ? Optional.empty() : Optional.of(measurement.stacked(draws())));
    }

    /** The loss of each image, Σ over pixels: [n, 1, 1, 1]. */
    <T> T loss(Ops<T> ops, DenoiserFunction<T> denoiser, Batch<T> batch, MeasurementModel model);

    /**
     * The further corruption of an objective whose denoiser learns images from parts of them. With it the denoiser
     * learns x, without it A(x).
     */
    default Optional<FurtherCorruption> further() {
        return Optional.empty();
    }

    /** Whether the denoiser learns the distribution of measurements with their noise. */
    default boolean learnsNoise() {
        return false;
    }

    /** Number of standard normal tensors of a measurement's shape that the loss uses per image, besides its noise. */
    default int draws() {
        return 0;
    }

    /**
     * Checks that the objective is defined for a corruption.
     *
     * @throws IllegalArgumentException with the remedy; its message begins with the unsuitable part, {@code operator}
     *     or {@code noise}
     */
    void check(Corruption corruption);

    /** Warnings about an accepted corruption, each with the reason and the remedy. */
    default List<String> warnings(Corruption corruption) {
        return List.of();
    }

    /**
     * Checks that the objective is valid for augmented measurements.
     *
     * @throws IllegalArgumentException with the reason and the remedy
     */
    default void checkAugmentation(AugmentPipe.Transforms transforms) {}

    /**
     * Checks that measurements of a shape leave something to learn from. Called for corruptions that {@link #check}
     * accepts.
     *
     * @throws IllegalArgumentException with the reason and the remedy
     */
    default void checkModel(MeasurementModel model) {}

    /**
     * The objective of the teacher. It does not depend on settings that only the fake score uses, so that these do not
     * change the teacher's key.
     */
    default Objective ofTeacher() {
        return this;
    }

    /** The objective of the fake score: the teacher's (paper, Alg. 1), unless settings ask for another. */
    default Objective ofFakeScore() {
        return this;
    }

    /**
     * The weight λ(σ) = (σ² + σ_data²)/(σ σ_data)² (Karras et al. 2022, Table 1).
     *
     * @param sigmaSquared σ² [n, 1, 1, 1]
     */
    static <T> T edmWeight(Ops<T> ops, T sigmaSquared) {
        double data2 = Preconditioning.SIGMA_DATA * Preconditioning.SIGMA_DATA;
        return ops.divide(ops.add(sigmaSquared, data2), ops.multiply(sigmaSquared, data2));
    }
}
