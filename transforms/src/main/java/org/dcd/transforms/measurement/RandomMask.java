package org.dcd.transforms.measurement;

import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Random inpainting, A(x) = M x, with a mask M ~ Bernoulli(1 - p) for each image, shared by its channels.
 *
 * @param p probability that a pixel is missing
 */
@TypeName("random-mask")
public record RandomMask(@Range("[0, 1)") double p) implements ForwardOperator {
    public RandomMask {
        Ranges.check(RandomMask.class, p);
    }

    @Override
    public <T> T apply(Ops<T> ops, T x, T parameters, ImageShape image) {
        return ops.multiply(x, parameters);
    }

    @Override
    public <T> T adjoint(Ops<T> ops, T y, T parameters, ImageShape image) {
        return ops.multiply(y, parameters);
    }

    /** False: a missing pixel is 0 independently of its neighbours. */
    @Override
    public boolean isSmooth() {
        return false;
    }

    @Override
    public Optional<ImageShape> parameterShape(ImageShape image) {
        return Optional.of(new ImageShape(1, image.height(), image.width()));
    }

    /** 1 where a pixel is kept, 0 where it is missing. */
    @Override
    public float[] drawParameters(ImageShape image, long seed) {
        UniformRandomProvider random = Seeds.stream(seed);
        float[] mask = new float[image.height() * image.width()];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = random.nextDouble() < p ? 0 : 1;
        }
        return mask;
    }
}
