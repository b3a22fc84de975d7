package org.dcd.transforms.stage.sample;

import java.io.IOException;
import java.io.Serializable;
import org.dcd.schemas.DataType;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.measurement.NoiseDependentSpec;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.registry.KeyForm;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;

/**
 * Draws images of a row into a {@link FileNames#SAMPLES} table. Inputs: {@code model}, an export stage; {@code noise},
 * a calibrate stage, where sampling stops at an estimated σ. Figures: {@code nfe}, {@code images-per-second}.
 *
 * @param row TEACHER_FULL, TEACHER_TRUNCATED or GENERATOR
 * @param count number of images
 * @param sampler sampler of the teacher; not used by the generator
 * @param stopSigma where teacher-truncated stops
 * @param shape shape of an image
 * @param dataType data type in which samples are stored
 * @param seed seed of the experiment
 */
public record SampleSpec(
        Row row, long count, SamplerSettings sampler, Stop stopSigma, ImageShape shape, DataType dataType, long seed)
        implements NoiseDependentSpec {
    @Override
    public NoiseAssumption dataSigma() {
        return stopSigma instanceof Stop.AtNoise ? new NoiseAssumption.Estimated() : new NoiseAssumption.Stored();
    }

    /** The σ at which sampling stops, see {@link Stop#resolve}. */
    public double stopSigma(StageTask<SampleSpec> task) throws IOException {
        return stopSigma.resolve(sampler, task);
    }

    /**
     * Where the sampler stops: it returns its estimate at the first step whose next level is below σ (paper, Alg. 4).
     * In keys it is a number: σ where it is known, otherwise 0.
     */
    public sealed interface Stop extends KeyForm, Serializable {
        /**
         * The σ at which the sampler stops.
         *
         * @throws IllegalStateException when an estimate is needed and the task has no such input
         */
        double resolve(SamplerSettings sampler, StageTask<?> task) throws IOException;

        /**
         * A known level.
         *
         * @param sigma σ, at least 0, where every sampler ends
         */
        record At(double sigma) implements Stop {
            @Override
            public double resolve(SamplerSettings sampler, StageTask<?> task) {
                return sigma;
            }

            @Override
            public Object keyForm() {
                return sigma;
            }
        }

        /** The noise level of the data, which a calibrate stage estimates. */
        record AtNoise() implements Stop {
            @Override
            public double resolve(SamplerSettings sampler, StageTask<?> task) throws IOException {
                return sampler.stopSigma(
                        new NoiseAssumption.Estimated().resolve(task).sigma());
            }

            @Override
            public Object keyForm() {
                return 0.0;
            }
        }
    }
}
