package org.dcd.transforms.stage;

import org.dcd.schemas.DataType;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.corruption.Corruption;
import org.dcd.transforms.distillation.DistillationMethod;
import org.dcd.transforms.features.FeatureExtractor;
import org.dcd.transforms.generator.Generator;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.objective.ConditionedDenoiser;
import org.dcd.transforms.settings.DistillationTraining;

/**
 * Distils the teacher into a one-step generator, choosing the checkpoint by proximal distance. Inputs:
 * {@code measurements}, {@code teacher}, {@code features} (proximal). Files: {@link Files#GENERATOR}, a
 * {@link org.dcd.transforms.generator.KeptCandidate} of every candidate where they are kept, progress with
 * {@code proximal-fd}.
 *
 * @param teacher denoiser of the teacher and the fake score, with the objective of the latter
 * @param architecture of the generator
 * @param corruption of generator output, as of the data
 * @param dataType of the clean images, in which candidates are scored
 * @param seed seed of the experiment
 */
public record DistilSpec(
        DistillationMethod method,
        ConditionedDenoiser teacher,
        Generator architecture,
        DistillationTraining training,
        Corruption corruption,
        FeatureExtractor extractor,
        int classes,
        DataType dataType,
        long seed)
        implements StageSpec {
    public OneStepGenerator generator() {
        return new OneStepGenerator(
                architecture,
                ConditionedDenoiser.ofGenerator(teacher.network(), teacher.objective(), teacher.model()),
                training.sigmaInit());
    }
}
