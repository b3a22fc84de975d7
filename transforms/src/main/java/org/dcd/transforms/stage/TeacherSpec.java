package org.dcd.transforms.stage;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.network.Denoiser;
import org.dcd.transforms.objective.Objective;
import org.dcd.transforms.settings.TeacherTraining;

/**
 * Trains the corruption-aware diffusion teacher on measurements alone. Inputs: {@code measurements}. Files:
 * {@link Files#TEACHER} (moving average of the weights), progress.
 *
 * @param dataSigma nominal noise level of the measurements
 * @param shape of a measurement
 * @param seed seed of the experiment
 */
public record TeacherSpec(
        Objective objective, Denoiser network, TeacherTraining training, double dataSigma, ImageShape shape, long seed)
        implements StageSpec {}
