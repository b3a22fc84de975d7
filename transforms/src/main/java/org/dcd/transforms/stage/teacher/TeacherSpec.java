package org.dcd.transforms.stage.teacher;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.train.TeacherTraining;

/**
 * Trains the corruption-aware diffusion teacher on measurements alone. Inputs: {@code measurements} and, where it does
 * not start from random weights, {@code start}, an import stage. Files: {@link FileNames#TEACHER} (moving average of
 * the weights), progress.
 *
 * @param dataSigma noise level that every measurement is taken to have; 0 for what is stored with each
 * @param seed seed of the experiment
 */
public record TeacherSpec(ConditionedDenoiser denoiser, TeacherTraining training, double dataSigma, long seed)
        implements StageSpec {}
