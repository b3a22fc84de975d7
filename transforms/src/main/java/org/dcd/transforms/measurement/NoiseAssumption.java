package org.dcd.transforms.measurement;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.registry.KeyForm;

/**
 * What a stage assumes about the noise level σ of the measurements. In keys it is a number: σ where it is given, else
 * 0.
 */
public sealed interface NoiseAssumption extends KeyForm, Serializable {
    /** Role of the calibrate stage among the inputs of a stage that assumes {@link Estimated}. */
    String INPUT = "noise";

    /**
     * The assumption with an estimate read from the task's input {@link #INPUT}. A stage calls this once, at its start.
     *
     * @throws IllegalStateException where an estimate is needed and the task has no such input
     * @throws org.dcd.schemas.stage.DamagedFileException where the estimate cannot be read
     */
    Resolved resolve(StageTask<?> task) throws IOException;

    /**
     * The corruption that simulated measurements get, as far as the specification tells it.
     *
     * @param ofData corruption of the data
     */
    Corruption corruption(Corruption ofData);

    /** An assumption that needs no input. */
    sealed interface Resolved extends NoiseAssumption {
        @Override
        default Resolved resolve(StageTask<?> task) {
            return this;
        }

        /**
         * σ of each measurement.
         *
         * @param stored σ stored with each
         */
        float[] sigmas(float[] stored);

        /**
         * The one σ of all measurements.
         *
         * @throws IllegalStateException where each has its own
         */
        double sigma();
    }

    /** Every measurement has the σ that is stored with it; simulated ones have the noise of the data. */
    record Stored() implements Resolved {
        @Override
        public float[] sigmas(float[] stored) {
            return stored;
        }

        @Override
        public double sigma() {
            throw new IllegalStateException("each measurement has its own noise level, not one for all");
        }

        @Override
        public Corruption corruption(Corruption ofData) {
            return ofData;
        }

        @Override
        public Object keyForm() {
            return 0.0;
        }
    }

    /**
     * Every measurement has the same σ, which the user states.
     *
     * @param sigma σ in units of the image range [-1, 1]; in (0, 80]
     */
    record Given(double sigma) implements Resolved {
        public Given {
            if (!(sigma > 0 && sigma <= 80)) {
                throw new IllegalArgumentException("data-sigma must be in (0, 80], was " + sigma);
            }
        }

        @Override
        public float[] sigmas(float[] stored) {
            float[] sigmas = new float[stored.length];
            Arrays.fill(sigmas, (float) sigma);
            return sigmas;
        }

        @Override
        public Corruption corruption(Corruption ofData) {
            return new Corruption(ofData.operator(), new GaussianNoise(sigma));
        }

        @Override
        public Object keyForm() {
            return sigma;
        }
    }

    /** Every measurement has the same σ, which a calibrate stage estimates before. */
    record Estimated() implements NoiseAssumption {
        @Override
        public Resolved resolve(StageTask<?> task) throws IOException {
            if (!task.hasInput(INPUT)) {
                throw new IllegalStateException(
                        "stage " + task.name() + " needs an estimate of the noise level, but has" + " no input '"
                                + INPUT + "'; give it the calibrate stage of its measurements");
            }
            return new Given(NoiseEstimate.read(task.inputFolder(INPUT)).sigma());
        }

        /** Without the noise, so that the specification does not depend on a σ that the stage must not know. */
        @Override
        public Corruption corruption(Corruption ofData) {
            return new Corruption(ofData.operator(), new NoNoise());
        }

        @Override
        public Object keyForm() {
            return 0.0;
        }
    }
}
