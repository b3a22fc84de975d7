package org.dcd.transforms.measurement;

import java.io.Serializable;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;

/**
 * A forward operator for images of one shape.
 *
 * @param image shape of one image
 */
public record MeasurementModel(ForwardOperator operator, ImageShape image) implements Serializable {
    /** Shape of one measurement. */
    public ImageShape measurement() {
        return operator.measurementShape(image);
    }

    /** Shape of the operator's parameters for one image; empty when it has none. */
    public Optional<ImageShape> parameters() {
        return operator.parameterShape(image);
    }

    /** A(x), see {@link ForwardOperator#apply}. */
    public <T> T apply(Ops<T> ops, T x, T parameters) {
        return operator.apply(ops, x, parameters, image);
    }

    /** Aᵀ(y), see {@link ForwardOperator#adjoint}. */
    public <T> T adjoint(Ops<T> ops, T y, T parameters) {
        return operator.adjoint(ops, y, parameters, image);
    }

    /** A†y or the nearest to it, see {@link ForwardOperator#pseudoInverse}. */
    public <T> T pseudoInverse(Ops<T> ops, T y, T parameters) {
        return operator.pseudoInverse(ops, y, parameters, image);
    }

    /**
     * Draws the parameters of n images.
     *
     * @param seeds of each image
     * @return n times {@link #parameters}; empty when there are none
     */
    public float[] draw(int n, IntToLongFunction seeds) {
        int size = parameters().map(ImageShape::size).orElse(0);
        float[] all = new float[n * size];
        for (int i = 0; size > 0 && i < n; i++) {
            System.arraycopy(operator.drawParameters(image, seeds.applyAsLong(i)), 0, all, i * size, size);
        }
        return all;
    }
}
