package org.dcd.transforms.stage;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.objective.ConditionedDenoiser;
import org.dcd.transforms.settings.TeacherTraining;

/**
 * Trains the corruption-aware diffusion teacher on measurements alone. Inputs: {@code measurements}. Files:
 * {@link Files#TEACHER} (moving average of the weights), progress.
 *
 * @param seed seed of the experiment
 */
public record TeacherSpec(ConditionedDenoiser denoiser, TeacherTraining training, long seed) implements StageSpec {}
