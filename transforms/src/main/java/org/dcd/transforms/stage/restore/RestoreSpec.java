package org.dcd.transforms.stage.restore;

import org.dcd.schemas.DataType;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.measurement.NoiseDependentSpec;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.restore.TrainedPrior;
import org.dcd.transforms.stage.FileNames;

/**
 * Restores images from measurements into a {@link FileNames#RESTORED} table. Inputs: {@code measurements};
 * {@code model}, the stage of the generator or the teacher, where one is asked for; {@code training}, further
 * measurements, where the restorer learns from such; {@code noise}, a calibrate stage, where σ is estimated. Figures:
 * {@code images}, {@code images-per-second}, {@code misfit}, the root of the mean square of A(x̂) - y.
 *
 * @param model of the measurements
 * @param dataSigma what the noise level of the measurements is taken to be
 * @param dataType in which images are stored
 * @param seed seed of the experiment
 */
public record RestoreSpec(
        Restorer restorer,
        MeasurementModel model,
        TrainedPrior learned,
        NoiseAssumption dataSigma,
        DataType dataType,
        long seed)
        implements NoiseDependentSpec {}
