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
 * A one-step generator of images of one shape.
 *
 * @param architecture architecture of the generator
 * @param denoiser the teacher's network
 * @param sigmaInit σ_init, for a generator with the teacher's network
 */
public record OneStepGenerator(
        Generator architecture, ConditionedDenoiser denoiser, @Range("(0, 10000]") double sigmaInit)
        implements Serializable {
    public OneStepGenerator {
        Ranges.check(OneStepGenerator.class, sigmaInit);
    }

    /** Returns the generator with the teacher's network, G(z) = D(σ_init z; σ_init). */
    public static OneStepGenerator of(ConditionedDenoiser denoiser, double sigmaInit) {
        return new OneStepGenerator(new DenoiserGenerator(), denoiser, sigmaInit);
    }

    /** Shape of the latent of one image. */
    public ImageShape latentShape() {
        return architecture.latentShape(denoiser);
    }

    /** Shape [c, h, w] of one image. */
    public ImageShape shape() {
        return denoiser.shape();
    }

    /** Forward operator of the measurements that the teacher is trained on. */
    public MeasurementModel model() {
        return denoiser.model();
    }

    /**
     * Evaluates G(z).
     *
     * @param prefix prefix of parameter names
     * @param z standard normal latents, [n] + {@link #latentShape}
     * @return images [n, c, h, w]
     */
    public <T> T apply(Ops<T> ops, String prefix, T z) {
        return architecture.apply(ops, prefix, z, denoiser, sigmaInit);
    }

    /**
     * Evaluates the exact denoiser of the generator's measurements, see {@link Generator#exactlyDenoised}.
     *
     * @param prefix prefix of parameter names
     * @param y noisy measurements, [n] + measurement shape
     * @param sigma σ, [n, 1, 1, 1]
     */
    public <T> T exactlyDenoised(Ops<T> ops, String prefix, T y, T sigma) {
        return architecture.exactlyDenoised(ops, prefix, y, sigma, model());
    }

    /** Parameters and cost of one evaluation. */
    public DenoiserSummary summary() {
        ShapeOps ops = new ShapeOps();
        apply(ops, DenoiserSummary.PREFIX, latentShape().batch(1));
        return new DenoiserSummary(ops.parameters(), ops.macs(), ops.convolutions());
    }
}
