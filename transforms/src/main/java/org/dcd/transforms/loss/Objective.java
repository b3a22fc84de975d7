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
import org.dcd.transforms.ops.Ops;

/**
 * A training objective of a denoiser on measurements (paper, Table 1), used alike for the teacher and for the fake
 * score of distillation.
 */
public interface Objective extends Serializable {
    /**
     * A denoiser D(x; σ, condition) of one back end: σ [n, 1, 1, 1], the condition null where there is none. An
     * objective may give several x of every image of its batch, those of one image behind each other.
     */
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
     * @param draws further standard normal numbers [n, {@link #draws} · c, h, w], null when the loss takes none
     */
    record Batch<T>(T y, T operatorParameters, T further, T dataSigma, T sigma, T noise, T draws) {
        /** @param named a tensor for each name of {@link #inputs}, null where that has no shape */
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

    /** Names of the tensors of a batch. */
    String Y = "y";

    String OPERATOR = "operator";
    String FURTHER = "further";
    String DATA_SIGMA = "data-sigma";
    String SIGMA = "sigma";
    String NOISE = "noise";
    String DRAWS = "draws";

    /** Shapes of what a batch holds for each image, by name; empty where it holds nothing. */
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

    /** Standard normal tensors of a measurement's shape that the loss takes of each image, beside its noise. */
    default int draws() {
        return 0;
    }

    /**
     * Refuses corruptions with which the objective cannot work.
     *
     * @throws IllegalArgumentException with the remedy; its message begins with what does not fit, {@code operator} or
     *     {@code noise}
     */
    void check(Corruption corruption);

    /** What may go wrong with corruptions that are not refused, each with the reason and the remedy. */
    default List<String> warnings(Corruption corruption) {
        return List.of();
    }

    /**
     * Refuses, with the reason and the remedy, augmentations of measurements under which the objective does not hold.
     */
    default void checkAugmentation(AugmentPipe.Transforms transforms) {}

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
