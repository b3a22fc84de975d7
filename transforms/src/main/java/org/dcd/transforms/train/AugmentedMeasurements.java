package org.dcd.transforms.train;

import java.util.function.IntToLongFunction;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.loss.ConditionedDenoiser;

/**
 * A batch of augmented measurements.
 *
 * @param y n measurements, row-major
 * @param operatorParameters parameters of A, mirrored with the measurements; empty when A has none
 * @param labels augmentation labels of the network; empty without augmentation
 */
public record AugmentedMeasurements(float[] y, float[] operatorParameters, float[] labels) {
    /**
     * Augments a batch.
     *
     * @param y n measurements, row-major
     * @param operatorParameters parameters of A, n in a row; empty when A has none
     * @param n number of measurements
     * @param seeds seed of the augmentation of each measurement
     */
    public static AugmentedMeasurements of(
            AugmentPipe pipe,
            ConditionedDenoiser denoiser,
            float[] y,
            float[] operatorParameters,
            int n,
            IntToLongFunction seeds) {
        if (!pipe.isOn()) {
            return new AugmentedMeasurements(y, operatorParameters, new float[0]);
        }
        AugmentPipe.Augmented augmented = pipe.apply(y, n, denoiser.shape(), seeds);
        // Objectives with a further corruption read the mask and allow flips only. Others do not read it.
        float[] parameters = denoiser.objective().further().isPresent()
                ? pipe.apply(
                                operatorParameters,
                                n,
                                denoiser.model().parameters().orElseThrow(),
                                seeds)
                        .images()
                : operatorParameters;
        return new AugmentedMeasurements(augmented.images(), parameters, augmented.labels());
    }
}
