package org.dcd.transforms.train;

import java.util.function.IntToLongFunction;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.loss.ConditionedDenoiser;

/**
 * A batch of measurements as training sees them.
 *
 * @param y n measurements, row-major
 * @param operatorParameters of A, for measurements that are mirrored, too; empty when it has none
 * @param labels what the network is told of the augmentation; empty without
 */
public record AugmentedMeasurements(float[] y, float[] operatorParameters, float[] labels) {
    /** @param seeds of the augmentation of each measurement */
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
        // Objectives that hide more look at the mask, and take mirrored ones alone; to others it is nothing.
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
