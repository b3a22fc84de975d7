package org.dcd.transforms.restore;

import java.io.IOException;
import java.io.Serializable;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.MeasurementModel;

/** A way from measurements back to images that has seen no clean one. */
public interface Restorer extends Serializable {
    /** What a restorer has learned images from. */
    enum Prior {
        /** Nothing. */
        NONE,
        /** The measurements themselves, and further ones where there are some. */
        MEASUREMENTS,
        /** A one-step generator. */
        GENERATOR,
        /** A diffusion teacher. */
        TEACHER
    }

    Prior prior();

    /**
     * Refuses, with the reason and the remedy, problems that it does not solve.
     *
     * @param noisy whether measurements have noise
     */
    default void check(MeasurementModel model, boolean noisy) {}

    /** Refuses, with the reason and the remedy, teachers that it cannot use; asked where {@link #prior} is one. */
    default void checkTeacher(ConditionedDenoiser teacher) {}

    /** Network evaluations an image, backward passes not counted; 0 for none. */
    int evaluations();

    /**
     * Estimates the image of every measurement.
     *
     * @param known what {@link #prior} asks for
     * @param watch told of the progress
     * @return images [n, c, h, w], row-major, not clipped
     * @throws InterruptedException when asked to stop
     */
    float[] restore(MeasurementBatch measured, RestorationContext known, Watch watch)
            throws IOException, InterruptedException;

    /** Learns how far a restoration has come. */
    @FunctionalInterface
    interface Watch {
        /**
         * @param done of total, in units of one image restored
         * @param loss what is minimised, mean over images and values of a measurement; NaN where nothing is
         */
        void at(double done, double total, double loss) throws IOException;
    }
}
