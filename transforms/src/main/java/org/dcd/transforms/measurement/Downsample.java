package org.dcd.transforms.measurement;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Downsampling, the forward operator of super-resolution.
 *
 * @param factor factor by which height and width are reduced
 * @param method resampling method
 */
@TypeName("downsample")
public record Downsample(@Default("2") @Range("[2, 64]") int factor, @Default("average") Method method)
        implements ForwardOperator {
    /** Parameter a of Keys' cubic kernel, as in Pillow and in PyTorch with antialiasing. */
    private static final double CUBIC = -0.5;

    private static final int CUBIC_SUPPORT = 2;

    /** Resampling method. */
    public enum Method {
        /** Mean of factor x factor pixels. */
        AVERAGE,
        /** Bicubic, antialiased, as Pillow and PyTorch's {@code antialias=True} do. */
        BICUBIC
    }

    public Downsample {
        Ranges.check(Downsample.class, factor);
    }

    @Override
    public <T> T apply(Ops<T> ops, T x, T parameters, ImageShape image) {
        return along(image.height()).alongHeight(ops, along(image.width()).alongWidth(ops, x));
    }

    @Override
    public <T> T adjoint(Ops<T> ops, T y, T parameters, ImageShape image) {
        T wide = along(image.width()).transposed().alongWidth(ops, y);
        return along(image.height()).transposed().alongHeight(ops, wide);
    }

    /** A⁺ of a separable map is A⁺ along each axis. For averages it is nearest-neighbour upsampling. */
    @Override
    public <T> T pseudoInverse(Ops<T> ops, T y, T parameters, ImageShape image) {
        T wide = along(image.width()).pseudoInverse().alongWidth(ops, y);
        return along(image.height()).pseudoInverse().alongHeight(ops, wide);
    }

    @Override
    public ImageShape measurementShape(ImageShape image) {
        checkImage(image);
        return new ImageShape(image.channels(), image.height() / factor, image.width() / factor);
    }

    @Override
    public void checkImage(ImageShape image) {
        if (image.height() % factor != 0 || image.width() % factor != 0) {
            throw new IllegalArgumentException("height and width of images must be multiples of downsample.factor, was "
                    + factor + " for " + image);
        }
    }

    private AxisMap along(int n) {
        return switch (method) {
            case AVERAGE -> AxisMap.of(n / factor, n, (row, column) -> column / factor == row ? 1.0 / factor : 0);
            case BICUBIC -> bicubic(n);
        };
    }

    private AxisMap bicubic(int n) {
        double[] sums = new double[n / factor];
        for (int i = 0; i < sums.length * n; i++) {
            sums[i / n] += cubicWeight(i / n, i % n);
        }
        return AxisMap.of(sums.length, n, (row, column) -> cubicWeight(row, column) / sums[row]);
    }

    /** Unnormalised weight: Keys' cubic kernel, stretched by the factor, at the distance of the pixel centres. */
    private double cubicWeight(int row, int column) {
        double t = Math.abs((column + 0.5) / factor - (row + 0.5));
        if (t < 1) {
            return ((CUBIC + 2) * t - (CUBIC + 3)) * t * t + 1;
        }
        return t < CUBIC_SUPPORT ? CUBIC * (((t - 5) * t + 8) * t - 4) : 0;
    }
}
