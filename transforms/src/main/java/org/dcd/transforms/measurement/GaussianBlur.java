package org.dcd.transforms.measurement;

import org.dcd.schemas.Count;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Gaussian blur of every channel. Images are padded by reflection without repeating the edge, as PyTorch's
 * ReflectionPad2d does: c b | a b c.
 *
 * @param size number of taps along each axis, odd
 * @param std standard deviation in pixels
 * @param taps of the filter
 */
@TypeName("gaussian-blur")
public record GaussianBlur(
        @Default("9") @Range("[1, 999]") int size,
        @Default("2.0") @Range("(0, 100]") double std,
        @Default("reference") Taps taps)
        implements ForwardOperator {
    /** Where SciPy cuts a Gaussian, in standard deviations. */
    private static final double SCIPY_TRUNCATE = 4;

    /** Taps of the filter; both kinds sum to 1. */
    public enum Taps {
        /**
         * The reference implementation's: SciPy's gaussian_filter of a unit impulse in an array of {@code size}
         * elements. SciPy mirrors the array with the edge repeated, so that the taps hold what a Gaussian has beyond
         * the filter.
         */
        REFERENCE,
        /** A Gaussian cut off at the edges of the filter. */
        TRUNCATED
    }

    public GaussianBlur {
        Ranges.check(GaussianBlur.class, size, std);
        if (size % 2 == 0) {
            throw new IllegalArgumentException("gaussian-blur.size must be odd, was " + size);
        }
    }

    @Override
    public <T> T apply(Ops<T> ops, T x, T parameters, ImageShape image) {
        return along(image.height()).alongHeight(ops, along(image.width()).alongWidth(ops, x));
    }

    @Override
    public <T> T adjoint(Ops<T> ops, T y, T parameters, ImageShape image) {
        T rows = along(image.height()).transposed().alongHeight(ops, y);
        return along(image.width()).transposed().alongWidth(ops, rows);
    }

    @Override
    public void checkImage(ImageShape image) {
        int side = Math.min(image.height(), image.width());
        if (side <= size / 2) {
            throw new IllegalArgumentException("gaussian-blur.size " + size + " reflects " + Count.of(size / 2, "pixel")
                    + ", so images need sides of at least " + (size / 2 + 1) + ", was " + image);
        }
    }

    private AxisMap along(int n) {
        return AxisMap.correlation(n, weights(), position -> {
            int fromStart = Math.abs(position);
            return fromStart < n ? fromStart : 2 * (n - 1) - fromStart;
        });
    }

    /** The taps, which sum to 1. */
    double[] weights() {
        return switch (taps) {
            case TRUNCATED -> gaussian(size / 2);
            case REFERENCE -> mirrored(gaussian((int) (SCIPY_TRUNCATE * std + 0.5)));
        };
    }

    /** A Gaussian filter of an impulse amid {@code size} elements, which are mirrored with the edge repeated. */
    private double[] mirrored(double[] gaussian) {
        int radius = gaussian.length / 2;
        int middle = size / 2;
        double[] result = new double[size];
        for (int i = 0; i < size; i++) {
            for (int k = -radius; k <= radius; k++) {
                int position = Math.floorMod(i + k, 2 * size);
                int inside = position < size ? position : 2 * size - 1 - position;
                result[i] += inside == middle ? gaussian[radius + k] : 0;
            }
        }
        return result;
    }

    private double[] gaussian(int radius) {
        double[] values = new double[2 * radius + 1];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double distance = (i - radius) / std;
            values[i] = Math.exp(-distance * distance / 2);
            sum += values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= sum;
        }
        return values;
    }
}
