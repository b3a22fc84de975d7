package org.dcd.transforms.ops.torch;

/**
 * Result of a training step.
 *
 * @param loss mean loss over the batch
 * @param gradientNorm norm of the gradient before clipping; if it is not finite, the update was skipped
 */
public record TrainingStep(double loss, double gradientNorm) {}
