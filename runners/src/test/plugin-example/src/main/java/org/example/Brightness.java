package org.example;

import java.util.Optional;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * A(x) = g·x with one gain g ~ U[least, 1] for each image.
 *
 * @param least smallest gain
 */
@TypeName("brightness")
public record Brightness(@Default("0.5") @Range("(0, 1]") double least) implements ForwardOperator {
    public Brightness {
        Ranges.check(Brightness.class, least);
    }

    @Override
    public <T> T apply(Ops<T> ops, T x, T gain, ImageShape image) {
        return ops.multiply(x, gain);
    }

    @Override
    public <T> T adjoint(Ops<T> ops, T y, T gain, ImageShape image) {
        return ops.multiply(y, gain);
    }

    @Override
    public Optional<ImageShape> parameterShape(ImageShape image) {
        return Optional.of(new ImageShape(1, 1, 1));
    }

    @Override
    public float[] drawParameters(ImageShape image, long seed) {
        double u = Seeds.stream(seed).nextDouble();
        return new float[] {(float) (least + (1 - least) * u)};
    }
}
