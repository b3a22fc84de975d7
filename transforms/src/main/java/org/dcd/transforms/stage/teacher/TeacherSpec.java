package org.dcd.transforms.stage.teacher;

import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.measurement.NoiseDependentSpec;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.train.TeacherTraining;

/**
 * Trains the corruption-aware diffusion teacher on measurements alone. Inputs: {@code measurements} and, where it does
 * not start from random weights, {@code start}, an import stage; {@code noise}, a calibrate stage, where σ is
 * estimated. Files: {@link FileNames#TEACHER} (moving average of the weights), progress.
 *
 * @param dataSigma what the noise level of the measurements is taken to be
 * @param seed seed of the experiment
 */
public record TeacherSpec(ConditionedDenoiser denoiser, TeacherTraining training, NoiseAssumption dataSigma, long seed)
        implements NoiseDependentSpec {}
