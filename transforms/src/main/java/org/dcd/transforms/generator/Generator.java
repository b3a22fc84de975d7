package org.dcd.transforms.generator;

import java.io.Serializable;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.Ops;

/** The architecture of the one-step generator G_θ. */
public interface Generator extends Serializable {
    /** Shape of the latent of one image. */
    ImageShape latentShape(ConditionedDenoiser denoiser);

    /**
     * G(z).
     *
     * @param prefix of parameter names
     * @param z standard normal [n] + {@link #latentShape}
     * @param denoiser the teacher's network on images
     * @param sigmaInit level σ_init
     * @return images [n, c, h, w]
     */
    <T> T apply(Ops<T> ops, String prefix, T z, ConditionedDenoiser denoiser, double sigmaInit);

    /** Whether it is the teacher's network, and may start from its weights. */
    boolean isTeachersNetwork();

    /** Whether {@link #exactlyDenoised} is known. */
    default boolean hasExactScore() {
        return false;
    }

    /**
     * The exact denoiser of its own measurements, E[A(G(z)) | A(G(z)) + σε = y], with gradient to its parameters; for
     * generators whose law is known.
     *
     * @param y [n] + the measurement's shape
     * @param sigma [n, 1, 1, 1]
     */
    default <T> T exactlyDenoised(Ops<T> ops, String prefix, T y, T sigma, MeasurementModel model) {
        throw new IllegalArgumentException(this + " has no score in closed form");
    }

    /** Refuses, with the reason, operators with which {@link #exactlyDenoised} does not work. */
    default void checkExactScore(MeasurementModel model) {}
}
