package org.dcd.transforms.generator;

import java.io.Serializable;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * A generator of images of one shape.
 *
 * @param denoiser the teacher's network on images
 * @param sigmaInit level σ_init of a generator that is a denoiser
 */
public record OneStepGenerator(
        Generator architecture, ConditionedDenoiser denoiser, @Range("(0, 10000]") double sigmaInit)
        implements Serializable {
    public OneStepGenerator {
        Ranges.check(OneStepGenerator.class, sigmaInit);
    }

    /** G(z) = D(σ_init z; σ_init). */
    public static OneStepGenerator of(ConditionedDenoiser denoiser, double sigmaInit) {
        return new OneStepGenerator(new DenoiserGenerator(), denoiser, sigmaInit);
    }

    /** Shape of the latent of one image. */
    public ImageShape latentShape() {
        return architecture.latentShape(denoiser);
    }

    /** [c, h, w] of an image. */
    public ImageShape shape() {
        return denoiser.shape();
    }

    public MeasurementModel model() {
        return denoiser.model();
    }

    /**
     * G(z).
     *
     * @param prefix of parameter names
     * @param z standard normal [n] + {@link #latentShape}
     */
    public <T> T apply(Ops<T> ops, String prefix, T z) {
        return architecture.apply(ops, prefix, z, denoiser, sigmaInit);
    }

    /**
     * The exact denoiser of its own measurements, see {@link Generator#exactlyDenoised}.
     *
     * @param y [n] + the measurement's shape
     * @param sigma [n, 1, 1, 1]
     */
    public <T> T exactlyDenoised(Ops<T> ops, String prefix, T y, T sigma) {
        return architecture.exactlyDenoised(ops, prefix, y, sigma, model());
    }

    public DenoiserSummary summary() {
        ShapeOps ops = new ShapeOps();
        apply(ops, DenoiserSummary.PREFIX, latentShape().batch(1));
        return new DenoiserSummary(ops.parameters(), ops.macs(), ops.convolutions());
    }
}
