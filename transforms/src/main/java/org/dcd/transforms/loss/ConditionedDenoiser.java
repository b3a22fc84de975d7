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
 * A preconditioned network with the condition that its objective requires. Samplers and generators have no measurement
 * to derive the condition from; they append standard normal channels to the image, see
 * {@link FurtherCorruption#fromLatent}.
 *
 * @param network backbone and its architecture
 * @param objective objective that the network is trained with
 * @param model forward operator and shapes of the measurements
 * @param shape [c, h, w] of the input: a measurement for the teacher, an image for the generator
 */
public record ConditionedDenoiser(Denoiser network, Objective objective, MeasurementModel model, ImageShape shape)
        implements Serializable {
    /** An unconditional denoiser of images. */
    public static ConditionedDenoiser of(Denoiser network, ImageShape shape) {
        return new ConditionedDenoiser(network, new Standard(), new MeasurementModel(new Identity(), shape), shape);
    }

    /** The denoiser of the teacher, for measurements. */
    public static ConditionedDenoiser ofTeacher(Denoiser network, Objective objective, MeasurementModel model) {
        return new ConditionedDenoiser(network, objective, model, model.measurement());
    }

    /** The denoiser inside the generator, for images. */
    public static ConditionedDenoiser ofGenerator(Denoiser network, Objective objective, MeasurementModel model) {
        return new ConditionedDenoiser(network, objective, model, model.image());
    }

    /** k, the number of channels of the condition and of its latent; 0 without a condition. */
    public int conditionChannels() {
        return objective.further().map(FurtherCorruption::conditionChannels).orElse(0);
    }

    /** [c + k, h, w], shape of the image with the latent of the condition. */
    public ImageShape inputShape() {
        return new ImageShape(shape.channels() + conditionChannels(), shape.height(), shape.width());
    }

    /** Parameters, multiply-accumulates and convolutions, derived from shapes. */
    public DenoiserSummary summary() {
        return DenoiserSummary.of(network, shape, conditionChannels());
    }

    /**
     * D(x; σ, condition).
     *
     * @param prefix prefix of parameter names
     * @param x [n, c, h, w]
     * @param sigma σ [n, 1, 1, 1]
     * @param condition [n, k, h, w]; null when k is 0
     */
    public <T> T denoise(Ops<T> ops, String prefix, T x, T sigma, T condition) {
        return denoise(ops, prefix, x, sigma, condition, null);
    }

    /**
     * D(x; σ, condition) of augmented images, see {@link #denoise(Ops, String, Object, Object, Object)}.
     *
     * @param augmentLabels [n, {@link Denoiser#augmentLabels()}]; null without augmentation
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
     * @param prefix prefix of parameter names
     * @param input [n, c + k, h, w]: x and the latent of the condition
     * @param scale s
     * @param sigma σ [n, 1, 1, 1]
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
