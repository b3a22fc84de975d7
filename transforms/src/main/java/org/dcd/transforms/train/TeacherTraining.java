package org.dcd.transforms.train;

import java.io.Serializable;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKeyByDefault;
import org.dcd.transforms.registry.Range;

/**
 * Settings of teacher training.
 *
 * @param kimg length, thousands of images
 * @param batch images per step
 * @param learningRate of Adam (0.9, 0.999), after warm-up
 * @param warmupKimg linear warm-up from 0, thousands of images
 * @param finalLearningRate fraction of the learning rate at the end, reached along a cosine; 1 for none
 * @param emaHalflifeKimg half-life of the moving average of the weights
 * @param emaRampup the half-life is at most this fraction of the images seen; 0 for no ramp-up
 * @param clipNorm gradients are scaled to this norm at most; 0 for no clipping
 * @param levels distribution of training levels
 * @param checkpointKimg a checkpoint is written every so many thousand images
 * @param shards parts of a batch that a CPU computes side by side; results depend on it, and not on the number of
 *     cores; fewer than 16 images a part leave libtorch's fast convolutions
 * @param augment augmentation of measurements, of which the network is told by labels; off by default
 */
public record TeacherTraining(
        double kimg,
        int batch,
        @Default("1e-3") double learningRate,
        @Default("0") double warmupKimg,
        @Default("1") double finalLearningRate,
        @Default("500") double emaHalflifeKimg,
        @Default("0.05") double emaRampup,
        @Default("0") double clipNorm,
        @Default("{}") LevelDistribution levels,
        @Default("20") double checkpointKimg,
        @Default("2") int shards,
        @Default("{}") @NotInKeyByDefault AugmentPipe augment)
        implements Serializable {
    public TeacherTraining {
        Range.positive("teacher.training.kimg", kimg);
        Range.within("teacher.training.batch", batch, 1, 65_536);
        Range.positive("teacher.training.learning-rate", learningRate);
        Range.within("teacher.training.warmup-kimg", warmupKimg, 0, 1e9);
        Range.within("teacher.training.final-learning-rate", finalLearningRate, 0, 1);
        Range.positive("teacher.training.ema-halflife-kimg", emaHalflifeKimg);
        Range.within("teacher.training.ema-rampup", emaRampup, 0, 1);
        Range.within("teacher.training.clip-norm", clipNorm, 0, 1e9);
        Range.positive("teacher.training.checkpoint-kimg", checkpointKimg);
        Range.within("teacher.training.shards", shards, 1, batch);
    }
}
