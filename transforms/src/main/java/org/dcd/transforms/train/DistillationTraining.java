package org.dcd.transforms.train;

import java.io.Serializable;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKeyByDefault;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Settings of distillation. One step trains the fake score, then the generator, each on one batch.
 *
 * @param kimg length, thousands of generated images seen by the generator
 * @param batch images per step
 * @param generatorLearningRate of Adam (generatorBeta1, 0.999)
 * @param fakeLearningRate of Adam (0, 0.999)
 * @param generatorBeta1 0 in the paper, 0.9 for FFHQ
 * @param warmupKimg linear warm-up from 0
 * @param finalLearningRate fraction of the learning rates at the end, reached along a cosine; 1 for none
 * @param emaHalflifeKimg half-life of the moving average of the generator
 * @param emaRampup the half-life is at most this fraction of the images seen; 0 for no ramp-up
 * @param clipNorm gradients are scaled to this norm at most; 0 for no clipping
 * @param sigmaInit G(z) = D(σ_init z; σ_init)
 * @param tMax generator levels are drawn with t ~ U[0, tMax / 1000]
 * @param generatorLevels levels of the generator's loss, from sigma-max at t = 1 down to sigma-min at t = 0
 * @param clampLevels generator levels below the noise of the data are raised to it
 * @param levels distribution of the fake score's training levels
 * @param selectKimg a candidate is scored every so many thousand images
 * @param selectSamples generated images per candidate
 * @param selectFromKimg earlier candidates are scored but never chosen: while rates are high, a candidate may be close
 *     in proximal distance and far from clean images
 * @param checkpointKimg a checkpoint is written every so many thousand images
 * @param shards parts of a batch that a CPU computes side by side; results depend on it, and not on the number of
 *     cores; fewer than 16 images a part leave libtorch's fast convolutions
 * @param keepCandidates every candidate's averaged weights stay on disk, 4 bytes a parameter, so that a stage of its
 *     own can score them against clean images: 1.2 MB each for the quickstart's network, 223 MB for EDM's of CIFAR-10,
 *     of which 10 Mimg at a select-kimg of 10 would make 1,000. Memory is not touched
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
        @Default("{}") LevelRange generatorLevels,
        @Default("false") boolean clampLevels,
        @Default("{}") LevelDistribution levels,
        @Default("10") @Range("(0, 1e9]") double selectKimg,
        @Default("2000") @Range("[2, 1000000]") int selectSamples,
        @Default("0") @Range("[0, kimg]") double selectFromKimg,
        @Default("20") @Range("(0, 1e9]") double checkpointKimg,
        @Default("2") @Range("[1, batch]") int shards,
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
                shards);
    }
}
