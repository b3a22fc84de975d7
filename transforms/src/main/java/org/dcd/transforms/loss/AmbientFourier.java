package org.dcd.transforms.loss;

import java.util.Optional;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.MulticoilFourier;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.TypeName;

/**
 * Denoising from accelerated MRI measurements y = A x (Aali et al. 2025; paper Eq. 17, Alg. 6). With Ã of fewer lines,
 * the denoiser gets Ã(y + sn) and the lines of Ã. The loss is λ(s) ‖A(D) - y‖², the form of paper Table 1.
 */
@TypeName("ambient-fourier")
public record AmbientFourier() implements Objective {
    @Override
    public <T> T loss(Ops<T> ops, DenoiserFunction<T> denoiser, Batch<T> batch, MeasurementModel model) {
        FurtherLines hiding = new FurtherLines();
        T y = batch.y();
        T s = batch.sigma();
        T yt = ops.add(y, ops.multiply(s, batch.noise()));
        T seen = hiding.hide(ops, model, yt, batch.further());
        T x = denoiser.denoise(seen, s, hiding.condition(ops, model, batch.further()));
        T error = ops.subtract(model.apply(ops, x, batch.operatorParameters()), y);
        T squares = ops.sum(ops.multiply(error, error), 1, 2, 3);
        return ops.multiply(Objective.edmWeight(ops, ops.multiply(s, s)), squares);
    }

    @Override
    public Optional<FurtherCorruption> further() {
        return Optional.of(new FurtherLines());
    }

    @Override
    public void check(Corruption corruption) {
        Requirements.operator(this, MulticoilFourier.class, corruption);
        Requirements.noNoise(this, corruption);
    }

    @Override
    public void checkAugmentation(AugmentPipe.Transforms transforms) {
        throw new IllegalArgumentException("augment must be removed with objective ambient-fourier: coil maps and"
                + " lines of k-space would not be those of the augmented image");
    }

    @Override
    public void checkModel(MeasurementModel model) {
        MulticoilFourier fourier = (MulticoilFourier) model.operator();
        int w = model.image().width();
        int further = FurtherLines.lines(fourier, w);
        if (further < fourier.centre(w) || further >= fourier.lines(w)) {
            throw new IllegalArgumentException("ambient-fourier hides lines outside the centre by acceleration "
                    + (fourier.acceleration() + 1) + ", which leaves " + further + " of " + fourier.lines(w)
                    + " lines with a centre of " + fourier.centre(w)
                    + "; lower acceleration or centre-lines of the operator");
        }
    }
}
