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
 * Denoising from masked images y = M x (Daras et al. 2023; paper Eq. 16, Alg. 5). The denoiser gets M̃(y + sn) and M̃.
 * The loss is λ(s) ‖M(D - y)‖²: the pixels that M shows and M̃ hides teach it to fill in missing ones.
 *
 * @param delta δ, the probability that a pixel that M shows is hidden from the denoiser
 * @param lossMask pixels of the teacher's loss
 * @param fakeLossMask pixels of the fake score's loss
 * @param hiddenScale scale of the network's output, and with it λ, at the pixels that M̃ hides
 */
@TypeName("ambient-inpainting")
public record AmbientInpainting(
        @Default("0.1") @Range("(0, 1)") double delta,
        @Default("measured") @Renamed(from = "judge") LossMask lossMask,
        @Default("measured") @Renamed(from = "fake-judge") LossMask fakeLossMask,
        @Default("data") HiddenScale hiddenScale)
        implements Objective {
    /** The pixels of the loss. */
    public enum LossMask {
        /** All measured pixels, M. */
        MEASURED,
        /** The pixels that the denoiser gets, M̃, as for the fake score of the reference code. */
        FURTHER
    }

    /** Scale of the network's output at hidden pixels; λ is the inverse of its square. */
    public enum HiddenScale {
        /** σ_data at every noise level, because a hidden pixel is equally unknown at all of them. */
        DATA,
        /**
         * c_out(s), as elsewhere (reference code). At low s the network's output must grow as 1/s to fill in pixels.
         */
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

    /** λ(s), or 1/σ_data² at hidden pixels with the scale of the data. */
    private <T> T lambda(Ops<T> ops, T s, T further) {
        T lambda = Objective.edmWeight(ops, ops.multiply(s, s));
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
                        + "; use objective ambient-tweedie instead");
    }

    @Override
    public void checkAugmentation(AugmentPipe.Transforms transforms) {
        Requirements.onlyFlips(
                this, transforms, "masks cannot be interpolated, and all transforms except flips interpolate");
    }
}
