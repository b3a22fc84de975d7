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
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.PrecisionSpec;
import org.dcd.transforms.train.DistillationTraining;

/**
 * Distils the teacher into a one-step generator and selects a candidate by proximal distance. Inputs:
 * {@code measurements}, {@code teacher}, {@code features} (of measurements); {@code noise}, a calibrate stage, where σ
 * is estimated. Files: {@link FileNames#GENERATOR}, a {@link org.dcd.transforms.generator.KeptCandidate} for every
 * candidate where they are kept, progress with {@code proximal-fd}.
 *
 * @param teacher denoiser of the teacher and the fake score, with the objective of the fake score
 * @param architecture architecture of the generator
 * @param corruption corruption of generator output: that of the data, with the noise level of {@code dataSigma}
 * @param extractor feature extractor of the proximal distance
 * @param classes number of classes of the extractor's labels
 * @param dataType data type of the clean images, in which candidates are scored
 * @param seed seed of the experiment
 * @param dataSigma noise assumption; not in the key, which has it in {@code corruption}
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
        implements NoiseDependentSpec, PrecisionSpec {
    public DistilSpec {
        corruption = dataSigma.corruption(corruption);
    }

    /** The generator to distil. */
    public OneStepGenerator generator() {
        return new OneStepGenerator(
                architecture,
                ConditionedDenoiser.ofGenerator(teacher.network(), teacher.objective(), teacher.model()),
                training.sigmaInit());
    }

    @Override
    public Precision precision() {
        return training.precision();
    }
}
