package org.dcd.transforms.measurement;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.TypeName;

/** A = I: denoising, the special case in Sec. 4.1 of the paper. */
@TypeName("identity")
public record Identity() implements ForwardOperator {
    @Override
    public <T> T apply(Ops<T> ops, T x, T parameters, ImageShape image) {
        return x;
    }

    @Override
    public <T> T adjoint(Ops<T> ops, T y, T parameters, ImageShape image) {
        return y;
    }
}
