package org.dcd.transforms.loss;

import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.AmbientInpainting.HiddenScale;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.RandomMask;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.random.Seeds;

/**
 * M̃ = M · Bernoulli(1 - δ) per pixel (Daras et al. 2023).
 *
 * @param delta δ, probability that a pixel that M shows is hidden
 * @param hiddenScale scale of the network's output at hidden pixels
 */
record FurtherMask(double delta, HiddenScale hiddenScale) implements FurtherCorruption {
    @Override
    public ImageShape parameterShape(MeasurementModel model) {
        return new ImageShape(1, model.image().height(), model.image().width());
    }

    @Override
    public float[] draw(MeasurementModel model, float[] operatorParameters, long seed) {
        UniformRandomProvider random = Seeds.stream(seed);
        float[] mask = operatorParameters.clone();
        for (int i = 0; i < mask.length; i++) {
            mask[i] *= random.nextDouble() < delta ? 0 : 1;
        }
        return mask;
    }

    @Override
    public <T> T hide(Ops<T> ops, MeasurementModel model, T x, T further) {
        return ops.multiply(x, further);
    }

    @Override
    public int conditionChannels() {
        return 1;
    }

    @Override
    public <T> T condition(Ops<T> ops, MeasurementModel model, T further) {
        return further;
    }

    @Override
    public <T> Optional<T> seen(Ops<T> ops, T condition) {
        return switch (hiddenScale) {
            case DATA -> Optional.of(condition);
            case LEVEL -> Optional.empty();
        };
    }

    /** A pixel is shown where Φ(u) is below (1 - p)(1 - δ). */
    @Override
    public <T> T fromLatent(Ops<T> ops, MeasurementModel model, T u) {
        if (!(model.operator() instanceof RandomMask mask)) {
            throw new IllegalArgumentException(
                    "a further mask needs the operator random-mask, was " + model.operator());
        }
        double seen = (1 - mask.p()) * (1 - delta);
        return ops.step(ops.add(ops.multiply(u, -1), NormalQuantile.at(seen)));
    }
}
