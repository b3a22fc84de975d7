package org.dcd.transforms.measurement;

import org.dcd.schemas.Count;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Gaussian blur of every channel. Images are padded by reflection without repeating the border, as PyTorch's
 * ReflectionPad2d does: c b | a b c.
 *
 * @param size number of filter taps along each axis, odd
 * @param std standard deviation in pixels
 * @param taps how the filter taps are computed
 */
@TypeName("gaussian-blur")
public record GaussianBlur(
        @Default("9") @Range("[1, 999]") int size,
        @Default("2.0") @Range("(0, 100]") double std,
        @Default("reference") Taps taps)
        implements ForwardOperator {
    /** Radius of SciPy's Gaussian filter in standard deviations. */
    private static final double SCIPY_TRUNCATE = 4;

    /** How filter taps are computed. In both cases they sum to 1. */
    public enum Taps {
        /**
         * As in the reference implementation: SciPy's gaussian_filter applied to a unit impulse in an array of
         * {@code size} elements. SciPy reflects the array, so the taps include the parts of the Gaussian beyond the
         * array.
         */
        REFERENCE,
        /** A Gaussian truncated at the ends of the filter. */
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
            throw new IllegalArgumentException(
                    "gaussian-blur.size " + size + " pads by reflection of " + Count.of(size / 2, "pixel")
                            + ", so images must have sides of at least " + (size / 2 + 1) + ", was " + image);
        }
    }

    private AxisMap along(int n) {
        return AxisMap.correlation(n, weights(), position -> {
            int fromStart = Math.abs(position);
            return fromStart < n ? fromStart : 2 * (n - 1) - fromStart;
        });
    }

    /** The filter taps; their sum is 1. */
    double[] weights() {
        return switch (taps) {
            case TRUNCATED -> gaussian(size / 2);
            case REFERENCE -> mirrored(gaussian((int) (SCIPY_TRUNCATE * std + 0.5)));
        };
    }

    /** Applies a Gaussian filter to an impulse in the centre of {@code size} elements, padded by reflection. */
    private double[] mirrored(double[] gaussian) {
        int radius = gaussian.length / 2;
        int middle = size / 2;
        double[] result = new double[size];
        for (int i = 0; i < size; i++) {
            for (int k = -radius; k <= radius; k++) {
                int position = Math.floorMod(i + k, 2 * size);
                int reflected = position < size ? position : 2 * size - 1 - position;
                result[i] += reflected == middle ? gaussian[radius + k] : 0;
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
