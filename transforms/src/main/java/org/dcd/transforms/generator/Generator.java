package org.dcd.transforms.generator;

import java.io.Serializable;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.Ops;

/** The architecture of a one-step generator G_θ. */
public interface Generator extends Serializable {
    /** Shape of the latent of one image. */
    ImageShape latentShape(ConditionedDenoiser denoiser);

    /**
     * Evaluates G(z).
     *
     * @param prefix prefix of parameter names
     * @param z standard normal latents, [n] + {@link #latentShape}
     * @param denoiser the teacher's network
     * @param sigmaInit σ_init
     * @return images [n, c, h, w]
     */
    <T> T apply(Ops<T> ops, String prefix, T z, ConditionedDenoiser denoiser, double sigmaInit);

    /** Whether this is the teacher's network, so that it can be initialised with the teacher's weights. */
    boolean isTeachersNetwork();

    /** Whether {@link #exactlyDenoised} is available. */
    default boolean hasExactScore() {
        return false;
    }

    /**
     * Evaluates the exact denoiser of the generator's measurements, E[A(G(z)) | A(G(z)) + σε = y], with gradient with
     * respect to its parameters. Available if the distribution of the generator is known in closed form.
     *
     * @param prefix prefix of parameter names
     * @param y noisy measurements, [n] + measurement shape
     * @param sigma σ, [n, 1, 1, 1]
     * @param model forward operator
     * @return denoised measurements, of the shape of {@code y}
     */
    default <T> T exactlyDenoised(Ops<T> ops, String prefix, T y, T sigma, MeasurementModel model) {
        throw new IllegalArgumentException("generator " + this + " has no score in closed form");
    }

    /**
     * Checks that {@link #exactlyDenoised} supports a forward operator.
     *
     * @throws IllegalArgumentException with the reason, if it does not
     */
    default void checkExactScore(MeasurementModel model) {}
}
