package org.dcd.transforms.loss;

import java.util.List;
import java.util.Optional;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.RandomMask;
import org.dcd.transforms.model.Preconditioning;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.Renamed;
import org.dcd.transforms.registry.TypeName;

/**
 * Denoising from masked images y = M x (Daras et al. 2023; paper Eq. 16, Alg. 5): the denoiser sees M̃(y + sn) and M̃,
 * and the loss compares what M shows, λ(s) ‖M(D - y)‖². What M̃ hides and M shows teaches it to fill in the missing.
 *
 * @param delta δ, the probability that a pixel that M shows is hidden from the denoiser
 * @param lossMask the pixels that the loss of the teacher compares
 * @param fakeLossMask the pixels that the loss of the fake score compares
 * @param hiddenScale scale of the network's output, and with it λ, at the pixels that M̃ hides
 */
@TypeName("ambient-inpainting")
public record AmbientInpainting(
        @Default("0.1") @Range("(0, 1)") double delta,
        @Default("measured") @Renamed(from = "judge") LossMask lossMask,
        @Default("measured") @Renamed(from = "fake-judge") LossMask fakeLossMask,
        @Default("data") HiddenScale hiddenScale)
        implements Objective {
    /** The pixels that the loss compares. */
    public enum LossMask {
        /** All that were measured, M. */
        MEASURED,
        /** Those that the denoiser sees, M̃, as the reference code does for its fake score. */
        FURTHER
    }

    /** What scales the network's output where nothing is seen; λ is its square's inverse. */
    public enum HiddenScale {
        /** σ_data at every level, for a pixel that is hidden is as unknown at every level. */
        DATA,
        /** c_out(s), as everywhere (reference code): at low levels the network would have to grow as 1/s to fill in. */
        LEVEL
    }

    public AmbientInpainting {
        Ranges.check(AmbientInpainting.class, delta);
    }

    @Override
    public <T> T loss(Ops<T> ops, DenoiserFunction<T> denoiser, Batch<T> batch, MeasurementModel model) {
        T y = batch.y();
        T s = batch.sigma();
        T further = batch.further();
        T yt = ops.add(y, ops.multiply(s, batch.noise()));
        T error = ops.subtract(denoiser.denoise(ops.multiply(yt, further), s, further), y);
        T compared = ops.multiply(error, lossMask == LossMask.MEASURED ? batch.operatorParameters() : further);
        return ops.sum(ops.multiply(lambda(ops, s, further), ops.multiply(compared, compared)), 1, 2, 3);
    }

    /** λ(s), or 1/σ_data² at hidden pixels whose output has the scale of the data. */
    private <T> T lambda(Ops<T> ops, T s, T further) {
        T lambda = EdmWeight.at(ops, ops.multiply(s, s));
        return switch (hiddenScale) {
            case DATA -> Preconditioning.where(
                    ops, further, lambda, 1 / (Preconditioning.SIGMA_DATA * Preconditioning.SIGMA_DATA));
            case LEVEL -> lambda;
        };
    }

    @Override
    public Objective ofTeacher() {
        return new AmbientInpainting(delta, lossMask, lossMask, hiddenScale);
    }

    @Override
    public Objective ofFakeScore() {
        return new AmbientInpainting(delta, fakeLossMask, fakeLossMask, hiddenScale);
    }

    @Override
    public Optional<FurtherCorruption> further() {
        return Optional.of(new FurtherMask(delta, hiddenScale));
    }

    @Override
    public void check(Corruption corruption) {
        Requirements.operator(this, RandomMask.class, corruption);
    }

    @Override
    public List<String> warnings(Corruption corruption) {
        double sigma = corruption.noise().nominalSigma();
        return sigma == 0
                ? List.of()
                : List.of("ambient-inpainting is unstable on noisy measurements, and learns their noise"
                        + " with them (paper, App. M iv); the noise has sigma " + sigma
                        + ": better use objective ambient-tweedie");
    }

    @Override
    public void checkAugmentation(AugmentPipe.Transforms transforms) {
        Requirements.mirroringAlone(this, transforms, "it needs masks, which all but mirroring interpolates");
    }
}
