package org.dcd.transforms.loss;

import java.io.Serializable;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.Condition;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.Preconditioning;
import org.dcd.transforms.ops.Ops;

/**
 * A preconditioned network with the condition that its objective asks for. Samplers and generators, which have no
 * measurement to take the condition from, give it as further channels of standard normal numbers behind those of the
 * image; see {@link FurtherCorruption#fromLatent}.
 *
 * @param shape [c, h, w] of what is denoised: a measurement for the teacher, an image for the generator
 */
public record ConditionedDenoiser(Denoiser network, Objective objective, MeasurementModel model, ImageShape shape)
        implements Serializable {
    /** A network that sees images of that shape and nothing else. */
    public static ConditionedDenoiser of(Denoiser network, ImageShape shape) {
        return new ConditionedDenoiser(network, new Standard(), new MeasurementModel(new Identity(), shape), shape);
    }

    /** The teacher's, on measurements. */
    public static ConditionedDenoiser ofTeacher(Denoiser network, Objective objective, MeasurementModel model) {
        return new ConditionedDenoiser(network, objective, model, model.measurement());
    }

    /** The generator's, on images. */
    public static ConditionedDenoiser ofGenerator(Denoiser network, Objective objective, MeasurementModel model) {
        return new ConditionedDenoiser(network, objective, model, model.image());
    }

    /** k: channels of the condition, and of the latent that it is made of; 0 without. */
    public int conditionChannels() {
        return objective.further().map(FurtherCorruption::conditionChannels).orElse(0);
    }

    /** [c + k, h, w]: image and latent of the condition. */
    public ImageShape inputShape() {
        return new ImageShape(shape.channels() + conditionChannels(), shape.height(), shape.width());
    }

    /** Parameters, work and convolutions, from shapes alone. */
    public DenoiserSummary summary() {
        return DenoiserSummary.of(network, shape, conditionChannels());
    }

    /**
     * D(x; σ, condition).
     *
     * @param prefix of parameter names
     * @param x [n, c, h, w]
     * @param sigma [n, 1, 1, 1]
     * @param condition [n, k, h, w], null when k is 0
     */
    public <T> T denoise(Ops<T> ops, String prefix, T x, T sigma, T condition) {
        return denoise(ops, prefix, x, sigma, condition, null);
    }

    /**
     * As {@link #denoise(Ops, String, Object, Object, Object)}, of augmented images.
     *
     * @param augmentLabels [n, {@link Denoiser#augmentLabels()}]; null for none
     */
    public <T> T denoise(Ops<T> ops, String prefix, T x, T sigma, T condition, T augmentLabels) {
        return Preconditioning.denoise(ops, network, prefix, shape, x, sigma, condition(ops, condition), augmentLabels);
    }

    private <T> Condition<T> condition(Ops<T> ops, T condition) {
        return objective
                .further()
                .map(hiding -> new Condition<>(
                        hiding.conditionChannels(),
                        condition,
                        hiding.seen(ops, condition).orElse(null)))
                .orElseGet(Condition::none);
    }

    /**
     * D(Ã(s · x); σ, Ã), with Ã drawn from the latent.
     *
     * @param input [n, c + k, h, w]: x and the latent of the condition
     * @param scale s
     * @param sigma [n, 1, 1, 1]
     */
    public <T> T fromLatent(Ops<T> ops, String prefix, T input, double scale, T sigma) {
        if (objective.further().isEmpty()) {
            return denoise(ops, prefix, scaled(ops, input, scale), sigma, null);
        }
        FurtherCorruption hiding = objective.further().get();
        T x = scaled(ops, ops.narrow(input, 1, 0, shape.channels()), scale);
        T further = hiding.fromLatent(ops, model, ops.narrow(input, 1, shape.channels(), conditionChannels()));
        T hidden = hiding.hide(ops, model, x, further);
        return denoise(ops, prefix, hidden, sigma, hiding.condition(ops, model, further));
    }

    private static <T> T scaled(Ops<T> ops, T x, double scale) {
        return scale == 1 ? x : ops.multiply(x, scale);
    }
}
