package org.dcd.transforms.restore;

import java.io.IOException;
import java.io.Serializable;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.MeasurementModel;

/** Estimates images from measurements without clean data, an open family. */
public interface Restorer extends Serializable {
    /** Source of a restorer's knowledge of images. */
    enum Prior {
        /** None. */
        NONE,
        /** The measurements themselves, and additional ones where available. */
        MEASUREMENTS,
        /** A one-step generator. */
        GENERATOR,
        /** A diffusion teacher. */
        TEACHER
    }

    /** The prior that it needs. */
    Prior prior();

    /**
     * Checks that it can solve a problem.
     *
     * @param noisy whether measurements have noise
     * @throws IllegalArgumentException with the reason and the remedy
     */
    default void check(MeasurementModel model, boolean noisy) {}

    /**
     * Checks that it can use a teacher. Called when {@link #prior} is {@link Prior#TEACHER}.
     *
     * @throws IllegalArgumentException with the reason and the remedy
     */
    default void checkTeacher(ConditionedDenoiser teacher) {}

    /** Number of network evaluations per image, without backward passes; 0 for none. */
    int evaluations();

    /**
     * Estimates the image of every measurement.
     *
     * @param known context with the {@link #prior}
     * @param watch receives the progress
     * @return images [n, c, h, w], row-major, not clipped
     * @throws InterruptedException when interrupted
     */
    float[] restore(MeasurementBatch measured, RestorationContext known, Watch watch)
            throws IOException, InterruptedException;

    /** Receives the progress of a restoration. */
    @FunctionalInterface
    interface Watch {
        /**
         * Reports progress.
         *
         * @param done work done, in restored images
         * @param total total work, in restored images
         * @param loss minimised loss, mean over images and values of a measurement; NaN where nothing is minimised
         */
        void at(double done, double total, double loss) throws IOException;
    }
}
