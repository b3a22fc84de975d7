package org.dcd.transforms.corruption;

import java.util.Optional;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.TypeName;

/** A = I: denoising, the special case of paper Sec. 4.1. */
@TypeName("identity")
public record Identity() implements ForwardOperator {
    @Override
    public <T> T apply(Ops<T> ops, T x, T parameters) {
        return x;
    }

    @Override
    public Optional<ImageShape> parameterShape(ImageShape image) {
        return Optional.empty();
    }

    @Override
    public float[] drawParameters(ImageShape image, long seed) {
        return new float[0];
    }

    @Override
    public ImageShape measurementShape(ImageShape image) {
        return image;
    }
}
