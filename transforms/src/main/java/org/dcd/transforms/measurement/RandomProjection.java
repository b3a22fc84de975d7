package org.dcd.transforms.measurement;

import org.dcd.schemas.Count;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Compressed sensing with a Gaussian matrix A [m, c·h·w], whose entries are N(0, 1/m). All images share the matrix. A
 * measurement has shape [m, 1, 1].
 *
 * @param measurements m, the number of values of a measurement
 * @param matrixSeed seed of A
 */
@TypeName("random-projection")
public record RandomProjection(@Range("[1, 65536]") int measurements, @Default("1") long matrixSeed)
        implements ForwardOperator {
    /** Limit on the size of the matrix, which is a constant in memory. */
    private static final int MAX_ELEMENTS = 1 << 24;

    public RandomProjection {
        Ranges.check(RandomProjection.class, measurements);
    }

    @Override
    public <T> T apply(Ops<T> ops, T x, T parameters, ImageShape image) {
        T flat = ops.reshape(x, 0, image.size());
        T at = ops.transpose(matrix(ops, image), 1, 0);
        return ops.reshape(ops.matmul(flat, at), 0, measurements, 1, 1);
    }

    @Override
    public <T> T adjoint(Ops<T> ops, T y, T parameters, ImageShape image) {
        T flat = ops.matmul(ops.reshape(y, 0, measurements), matrix(ops, image));
        return ops.reshape(flat, 0, image.channels(), image.height(), image.width());
    }

    @Override
    public ImageShape measurementShape(ImageShape image) {
        return new ImageShape(measurements, 1, 1);
    }

    /** False: neighbouring values are independent. */
    @Override
    public boolean isSmooth() {
        return false;
    }

    @Override
    public void checkImage(ImageShape image) {
        if (measurements > image.size()) {
            throw new IllegalArgumentException("random-projection.measurements must be at most the "
                    + Count.of(image.size(), "value") + " of an image, was " + measurements);
        }
        if ((long) measurements * image.size() > MAX_ELEMENTS) {
            throw new IllegalArgumentException("the matrix of random-projection has " + measurements + " x "
                    + image.size() + " elements, the limit is " + MAX_ELEMENTS + "; lower measurements");
        }
    }

    private <T> T matrix(Ops<T> ops, ImageShape image) {
        float[] a = Seeds.normal(new Seeds(matrixSeed).of("random-projection", 0), measurements * image.size());
        for (int i = 0; i < a.length; i++) {
            a[i] /= (float) Math.sqrt(measurements);
        }
        return ops.constant(a, measurements, image.size());
    }
}
