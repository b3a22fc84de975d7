package org.dcd.transforms.stage.teacher;

import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.measurement.NoiseDependentSpec;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.PrecisionSpec;
import org.dcd.transforms.train.TeacherTraining;

/**
 * Trains the corruption-aware diffusion teacher on measurements only. Inputs: {@code measurements}; {@code start}, an
 * import stage, unless it starts from random weights; {@code noise}, a calibrate stage, where σ is estimated. Files:
 * {@link FileNames#TEACHER} (moving average of the weights), progress.
 *
 * @param denoiser network, objective and measurement model
 * @param training settings of the training
 * @param dataSigma noise assumption
 * @param seed seed of the experiment
 */
public record TeacherSpec(ConditionedDenoiser denoiser, TeacherTraining training, NoiseAssumption dataSigma, long seed)
        implements NoiseDependentSpec, PrecisionSpec {
    @Override
    public Precision precision() {
        return training.precision();
    }
}
