package org.dcd.transforms.stage;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.corruption.Corruption;
import org.dcd.transforms.distillation.DistillationLoss;
import org.dcd.transforms.features.FeatureExtractor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.network.Denoiser;
import org.dcd.transforms.objective.Objective;
import org.dcd.transforms.settings.DistillationTraining;

/**
 * Distils the teacher into a one-step generator, choosing the checkpoint by proximal distance. Inputs:
 * {@code measurements}, {@code teacher}, {@code features} (proximal). Files: {@link Files#GENERATOR}, progress with
 * {@code proximal-fd}.
 *
 * @param objective of the fake score, the teacher's
 * @param shape of an image
 * @param seed seed of the experiment
 */
public record DistilSpec(
        DistillationLoss loss,
        Objective objective,
        Denoiser network,
        DistillationTraining training,
        Corruption corruption,
        FeatureExtractor extractor,
        int classes,
        ImageShape shape,
        long seed)
        implements StageSpec {}
