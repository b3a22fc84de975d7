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
 * {@code model}, the stage of the generator or the teacher, where the restorer needs one; {@code training}, additional
 * measurements, where the restorer learns from them; {@code noise}, a calibrate stage, where σ is estimated. Figures:
 * {@code images}, {@code images-per-second}, {@code misfit}, the root mean square of A(x̂) - y.
 *
 * @param model forward operator and shapes of the measurements
 * @param learned trained model of the restorer
 * @param dataSigma noise assumption
 * @param dataType data type in which images are stored
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
