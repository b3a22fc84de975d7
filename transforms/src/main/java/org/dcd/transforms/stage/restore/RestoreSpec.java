package org.dcd.transforms.stage.restore;

import org.dcd.schemas.DataType;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.restore.TrainedPrior;
import org.dcd.transforms.stage.FileNames;

/**
 * Restores images from measurements into a {@link FileNames#RESTORED} table. Inputs: {@code measurements};
 * {@code model}, the stage of the generator or the teacher, where one is asked for; {@code training}, further
 * measurements, where the restorer learns from such. Figures: {@code images}, {@code images-per-second},
 * {@code misfit}, the root of the mean square of A(x̂) - y.
 *
 * @param model of the measurements
 * @param dataSigma noise level that every measurement is taken to have; 0 for what is stored with each
 * @param dataType in which images are stored
 * @param seed seed of the experiment
 */
public record RestoreSpec(
        Restorer restorer, MeasurementModel model, TrainedPrior learned, double dataSigma, DataType dataType, long seed)
        implements StageSpec {
    /** The same with another noise level. */
    public RestoreSpec with(double sigma) {
        return new RestoreSpec(restorer, model, learned, sigma, dataType, seed);
    }
}
