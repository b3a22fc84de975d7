package org.dcd.transforms.train;

import java.io.Serializable;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKeyByDefault;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Settings of teacher training.
 *
 * @param kimg length, thousands of images
 * @param batch images per step
 * @param learningRate learning rate of Adam (0.9, 0.999), after warm-up
 * @param warmupKimg linear warm-up from 0, thousands of images
 * @param finalLearningRate fraction of the learning rate at the end, reached along a cosine; 1 for none
 * @param emaHalflifeKimg half-life of the moving average of the weights, thousands of images
 * @param emaRampup the half-life is at most this fraction of the images seen so far; 0 for no ramp-up
 * @param clipNorm gradients are scaled to this norm at most; 0 for no clipping
 * @param levels distribution of noise levels
 * @param checkpointKimg interval between checkpoints, thousands of images
 * @param precision precision of matrix products and convolutions in the networks; all else is float32
 * @param microBatch images that one device, or one core of a CPU, computes at once; a divisor of the batch, or 0: half
 *     of the batch on CPUs, and on GPUs as many as fit. Results depend on it by rounding, and not on devices, cores and
 *     memory. A CPU is slow with fewer than 16
 * @param augment augmentation of measurements, which the network gets as labels; off by default
 */
public record TeacherTraining(
        @Range("(0, 1e9]") double kimg,
        @Range("[1, 65536]") int batch,
        @Default("1e-3") @Range("(0, 1e9]") double learningRate,
        @Default("0") @Range("[0, 1e9]") double warmupKimg,
        @Default("1") @Range("[0, 1]") double finalLearningRate,
        @Default("500") @Range("(0, 1e9]") double emaHalflifeKimg,
        @Default("0.05") @Range("[0, 1]") double emaRampup,
        @Default("0") @Range("[0, 1e9]") double clipNorm,
        @Default("{}") SigmaDistribution levels,
        @Default("20") @Range("(0, 1e9]") double checkpointKimg,
        @Default("float32") Precision precision,
        @Default("0") @Range("[0, batch]") int microBatch,
        @Default("{}") @NotInKeyByDefault AugmentPipe augment)
        implements Serializable {
    public TeacherTraining {
        Ranges.check(
                TeacherTraining.class,
                kimg,
                batch,
                learningRate,
                warmupKimg,
                finalLearningRate,
                emaHalflifeKimg,
                emaRampup,
                clipNorm,
                checkpointKimg,
                microBatch);
        MicroBatches.check(TeacherTraining.class, microBatch, batch);
    }
}
