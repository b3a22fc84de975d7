package org.dcd.transforms.train;

import java.io.Serializable;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKeyByDefault;
import org.dcd.transforms.registry.Range;

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
 *     in proximal distance and far from clean images; at most kimg
 * @param checkpointKimg a checkpoint is written every so many thousand images
 * @param shards parts of a batch that a CPU computes side by side; results depend on it, and not on the number of
 *     cores; fewer than 16 images a part leave libtorch's fast convolutions
 * @param keepCandidates every candidate's averaged weights stay on disk, 4 bytes a parameter, so that a stage of its
 *     own can score them against clean images: 1.2 MB each for the quickstart's network, 223 MB for EDM's of CIFAR-10,
 *     of which 10 Mimg at a select-kimg of 10 would make 1,000. Memory is not touched
 */
public record DistillationTraining(
        double kimg,
        int batch,
        @Default("1e-5") double generatorLearningRate,
        @Default("1e-5") double fakeLearningRate,
        @Default("0") double generatorBeta1,
        @Default("0") double warmupKimg,
        @Default("1") double finalLearningRate,
        @Default("500") double emaHalflifeKimg,
        @Default("0.05") double emaRampup,
        @Default("0") double clipNorm,
        @Default("2.5") double sigmaInit,
        @Default("800") int tMax,
        @Default("{}") LevelRange generatorLevels,
        @Default("false") boolean clampLevels,
        @Default("{}") LevelDistribution levels,
        @Default("10") double selectKimg,
        @Default("2000") int selectSamples,
        @Default("0") double selectFromKimg,
        @Default("20") double checkpointKimg,
        @Default("2") int shards,
        @Default("false") @NotInKeyByDefault boolean keepCandidates)
        implements Serializable {
    public DistillationTraining {
        Range.positive("distillation.training.kimg", kimg);
        Range.within("distillation.training.batch", batch, 1, 65_536);
        Range.positive("distillation.training.generator-learning-rate", generatorLearningRate);
        Range.positive("distillation.training.fake-learning-rate", fakeLearningRate);
        Range.within("distillation.training.generator-beta1", generatorBeta1, 0, 0.9999);
        Range.within("distillation.training.warmup-kimg", warmupKimg, 0, 1e9);
        Range.within("distillation.training.final-learning-rate", finalLearningRate, 0, 1);
        Range.positive("distillation.training.ema-halflife-kimg", emaHalflifeKimg);
        Range.within("distillation.training.ema-rampup", emaRampup, 0, 1);
        Range.within("distillation.training.clip-norm", clipNorm, 0, 1e9);
        Range.positive("distillation.training.sigma-init", sigmaInit);
        Range.within("distillation.training.t-max", tMax, 1, 1000);
        Range.positive("distillation.training.select-kimg", selectKimg);
        Range.within("distillation.training.select-samples", selectSamples, 2, 1_000_000);
        Range.within("distillation.training.select-from-kimg", selectFromKimg, 0, kimg);
        Range.positive("distillation.training.checkpoint-kimg", checkpointKimg);
        Range.within("distillation.training.shards", shards, 1, batch);
    }
}
