package org.dcd.transforms.stage.distil;

import org.dcd.schemas.DataType;
import org.dcd.transforms.features.FeatureExtractor;
import org.dcd.transforms.generator.Generator;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationMethod;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.measurement.NoiseDependentSpec;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.train.DistillationTraining;

/**
 * Distils the teacher into a one-step generator, choosing the checkpoint by proximal distance. Inputs:
 * {@code measurements}, {@code teacher}, {@code features} (proximal); {@code noise}, a calibrate stage, where σ is
 * estimated. Files: {@link FileNames#GENERATOR}, a {@link org.dcd.transforms.generator.KeptCandidate} of every
 * candidate where they are kept, progress with {@code proximal-fd}.
 *
 * @param teacher denoiser of the teacher and the fake score, with the objective of the latter
 * @param architecture of the generator
 * @param corruption of generator output: that of the data, with the noise that dataSigma says
 * @param dataType of the clean images, in which candidates are scored
 * @param dataSigma what the noise level of the data is taken to be; not in the key, which has it in corruption
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
        long seed,
        @NotInKey NoiseAssumption dataSigma)
        implements NoiseDependentSpec {
    public DistilSpec {
        corruption = dataSigma.corruption(corruption);
    }

    public OneStepGenerator generator() {
        return new OneStepGenerator(
                architecture,
                ConditionedDenoiser.ofGenerator(teacher.network(), teacher.objective(), teacher.model()),
                training.sigmaInit());
    }
}
