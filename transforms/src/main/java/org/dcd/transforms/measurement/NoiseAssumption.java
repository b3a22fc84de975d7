package org.dcd.transforms.measurement;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.registry.KeyForm;

/**
 * The assumption of a stage about the noise level σ of the measurements. In stage keys it is a number: σ if it is
 * given, otherwise 0.
 */
public sealed interface NoiseAssumption extends KeyForm, Serializable {
    /** Role of the calibrate stage as an input of a stage with {@link Estimated} noise. */
    String INPUT = "noise";

    /**
     * Reads the estimate, if one is needed, from the task's input {@link #INPUT}. A stage calls this once, at its
     * start.
     *
     * @throws IllegalStateException if an estimate is needed and the task has no such input
     * @throws org.dcd.schemas.stage.DamagedFileException if the estimate cannot be read
     */
    Resolved resolve(StageTask<?> task) throws IOException;

    /**
     * Returns the corruption that a specification states for simulated measurements.
     *
     * @param ofData corruption of the data
     */
    Corruption corruption(Corruption ofData);

    /** An assumption whose σ is available: stored with the measurements, given, or already read. */
    sealed interface Resolved extends NoiseAssumption {
        @Override
        default Resolved resolve(StageTask<?> task) {
            return this;
        }

        /**
         * Returns σ of each measurement.
         *
         * @param stored σ stored with each measurement
         */
        float[] sigmas(float[] stored);

        /**
         * Returns the σ of all measurements.
         *
         * @throws IllegalStateException if each measurement has its own σ
         */
        double sigma();
    }

    /** Each measurement has the σ that is stored with it; simulated measurements have the noise of the data. */
    record Stored() implements Resolved {
        @Override
        public float[] sigmas(float[] stored) {
            return stored;
        }

        @Override
        public double sigma() {
            throw new IllegalStateException("each measurement has its own noise level; there is no common one");
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
     * All measurements have the same σ, given by the user.
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

    /** All measurements have the same σ, estimated by a calibrate stage. */
    record Estimated() implements NoiseAssumption {
        @Override
        public Resolved resolve(StageTask<?> task) throws IOException {
            if (!task.hasInput(INPUT)) {
                throw new IllegalStateException(
                        "stage " + task.name() + " needs an estimate of the noise level, but has no input '" + INPUT
                                + "'; add the calibrate stage of its measurements");
            }
            return new Given(NoiseEstimate.read(task.inputFolder(INPUT)).sigma());
        }

        /** Leaves out the noise, so that the specification does not depend on a σ that the stage must not know. */
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
