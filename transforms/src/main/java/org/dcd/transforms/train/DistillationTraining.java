package org.dcd.transforms.train;

import java.io.Serializable;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKeyByDefault;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Settings of distillation. One step trains the fake score, then the generator, each on one batch.
 *
 * @param kimg length, thousands of generated images that the generator is trained on
 * @param batch images per step
 * @param generatorLearningRate learning rate of Adam (generatorBeta1, 0.999)
 * @param fakeLearningRate learning rate of Adam (0, 0.999)
 * @param generatorBeta1 β₁ of the generator's Adam; 0 in the paper, 0.9 for FFHQ
 * @param warmupKimg linear warm-up of the learning rates from 0, thousands of images
 * @param finalLearningRate fraction of the learning rates at the end, reached along a cosine; 1 for none
 * @param emaHalflifeKimg half-life of the moving average of the generator, thousands of images
 * @param emaRampup the half-life is at most this fraction of the images seen so far; 0 for no ramp-up
 * @param clipNorm gradients are scaled to this norm at most; 0 for no clipping
 * @param sigmaInit G(z) = D(σ_init z; σ_init)
 * @param tMax generator levels are drawn with t ~ U[0, tMax / 1000]
 * @param generatorLevels noise levels of the generator's loss, from sigma-max at t = 1 down to sigma-min at t = 0
 * @param clampLevels whether generator levels below the noise level of the data are raised to it
 * @param levels distribution of the fake score's noise levels
 * @param selectKimg interval between candidates, thousands of images
 * @param selectSamples number of generated images per candidate
 * @param selectFromKimg earlier candidates are scored but never selected: while learning rates are high, a candidate
 *     may be close in proximal distance and far from clean images
 * @param checkpointKimg interval between checkpoints, thousands of images
 * @param precision precision of matrix products and convolutions in the networks; all else is float32
 * @param microBatch images that one device, or one core of a CPU, computes at once; a divisor of the batch, or 0: half
 *     of the batch on CPUs, and on GPUs as many as fit. Results depend on it by rounding, and not on devices, cores and
 *     memory. A CPU is slow with fewer than 16
 * @param keepCandidates whether the averaged weights of every candidate stay on disk, 4 bytes per parameter, for a
 *     stage that scores them against clean images: 1.2 MB each for the network of the quickstart, 223 MB for EDM's of
 *     CIFAR-10; 10 Mimg at a select-kimg of 10 would keep 1,000 of them. Memory use does not change
 */
public record DistillationTraining(
        @Range("(0, 1e9]") double kimg,
        @Range("[1, 65536]") int batch,
        @Default("1e-5") @Range("(0, 1e9]") double generatorLearningRate,
        @Default("1e-5") @Range("(0, 1e9]") double fakeLearningRate,
        @Default("0") @Range("[0, 0.9999]") double generatorBeta1,
        @Default("0") @Range("[0, 1e9]") double warmupKimg,
        @Default("1") @Range("[0, 1]") double finalLearningRate,
        @Default("500") @Range("(0, 1e9]") double emaHalflifeKimg,
        @Default("0.05") @Range("[0, 1]") double emaRampup,
        @Default("0") @Range("[0, 1e9]") double clipNorm,
        @Default("2.5") @Range("(0, 1e9]") double sigmaInit,
        @Default("800") @Range("[1, 1000]") int tMax,
        @Default("{}") SigmaRange generatorLevels,
        @Default("false") boolean clampLevels,
        @Default("{}") SigmaDistribution levels,
        @Default("10") @Range("(0, 1e9]") double selectKimg,
        @Default("2000") @Range("[2, 1000000]") int selectSamples,
        @Default("0") @Range("[0, kimg]") double selectFromKimg,
        @Default("20") @Range("(0, 1e9]") double checkpointKimg,
        @Default("float32") Precision precision,
        @Default("0") @Range("[0, batch]") int microBatch,
        @Default("false") @NotInKeyByDefault boolean keepCandidates)
        implements Serializable {
    public DistillationTraining {
        Ranges.check(
                DistillationTraining.class,
                kimg,
                batch,
                generatorLearningRate,
                fakeLearningRate,
                generatorBeta1,
                warmupKimg,
                finalLearningRate,
                emaHalflifeKimg,
                emaRampup,
                clipNorm,
                sigmaInit,
                tMax,
                selectKimg,
                selectSamples,
                selectFromKimg,
                checkpointKimg,
                microBatch);
        MicroBatches.check(DistillationTraining.class, microBatch, batch);
    }
}
