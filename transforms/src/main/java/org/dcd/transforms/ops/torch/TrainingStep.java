package org.dcd.transforms.ops.torch;

/**
 * What a step of training reports.
 *
 * @param loss mean over the batch
 * @param gradientNorm before clipping; not finite when the update was left out
 */
public record TrainingStep(double loss, double gradientNorm) {}
