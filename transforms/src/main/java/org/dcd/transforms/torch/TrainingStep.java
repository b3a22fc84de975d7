package org.dcd.transforms.torch;

import java.util.List;

/**
 * What a step of training reports.
 *
 * @param loss mean over the batch
 * @param gradientNorm before clipping; not finite when the update was left out
 */
public record TrainingStep(double loss, double gradientNorm) {
    static TrainingStep of(List<float[]> results) {
        return new TrainingStep(results.get(0)[0], results.get(1)[0]);
    }
}
