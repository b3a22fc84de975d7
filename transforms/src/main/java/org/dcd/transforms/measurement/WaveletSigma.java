package org.dcd.transforms.measurement;

import java.util.Arrays;
import org.dcd.transforms.image.ImageShape;

/**
 * Estimates the σ of white Gaussian noise from one image: σ̂ = median |d| / Φ⁻¹(3/4), where d are the wavelet details
 * at the finest scale (Donoho and Johnstone 1994, Section 4.2). The details are the diagonal ones of
 * {@link Daubechies2}; exact zeros are excluded as masked. Results equal those of scikit-image's {@code estimate_sigma}
 * on float64 images, which the paper uses (Section 4.4).
 *
 * <p>The estimate has three biases. Texture at the scale of a pixel counts as noise. The reflected borders contain less
 * noise, which lowers the estimate of pure noise by 6% at 16x16 and by 3% at 32x32. If more than half of an image is
 * constant, the estimate is a rounding error.
 */
public final class WaveletSigma {
    /** Smallest height and width of an image, in pixels. */
    static final int MIN_SIDE = Daubechies2.LENGTH;

    /** Φ⁻¹(3/4): the median of |N(0, 1)|. */
    private static final double MEDIAN_OF_ABSOLUTE_NORMAL = 0.6744897501960817;
    /** Upper limit of details caused by rounding, relative to the largest value. */
    private static final double ROUNDING = 1e-14;

    private WaveletSigma() {}

    /** Whether images of a shape are large enough for an estimate. */
    public static boolean supports(ImageShape shape) {
        return Math.min(shape.height(), shape.width()) >= MIN_SIDE;
    }

    /**
     * Returns the mean of the channels' estimates ({@code average_sigmas=True}).
     *
     * @param image [c, h, w], row-major, finite
     * @param shape [c, h, w]
     * @return σ̂ > 0 in units of the image
     * @throws IllegalArgumentException if a side is too small, or the array does not have this shape
     * @throws ArithmeticException if a value is not finite, or a channel is constant
     */
    public static double of(float[] image, ImageShape shape) {
        double sum = 0;
        for (double sigma : ofChannels(image, shape)) {
            sum += sigma;
        }
        return sum / shape.channels();
    }

    /**
     * Returns the estimate of each channel.
     *
     * @param image [c, h, w], row-major, finite
     * @param shape [c, h, w]
     * @return [c], σ̂ > 0 in units of the image
     * @throws IllegalArgumentException if a side is too small, or the array does not have this shape
     * @throws ArithmeticException if a value is not finite, or a channel is constant
     */
    static double[] ofChannels(float[] image, ImageShape shape) {
        require(image, shape);
        double[] sigmas = new double[shape.channels()];
        for (int channel = 0; channel < sigmas.length; channel++) {
            sigmas[channel] = ofChannel(image, channel, shape);
        }
        return sigmas;
    }

    private static double ofChannel(float[] image, int channel, ImageShape shape) {
        int pixels = shape.height() * shape.width();
        int offset = channel * pixels;
        double[] details = Daubechies2.diagonalDetails(image, offset, shape.height(), shape.width());
        double[] sizes = Arrays.stream(details)
                .map(Math::abs)
                .filter(size -> size > 0)
                .sorted()
                .toArray();
        float largest = 0;
        for (int i = 0; i < pixels; i++) {
            largest = Math.max(largest, Math.abs(image[offset + i]));
        }
        if (sizes.length == 0 || sizes[sizes.length - 1] <= ROUNDING * largest) {
            throw new ArithmeticException("channel " + channel + " of a " + shape
                    + " image is too smooth for a noise estimate: all its wavelet details are zero within rounding, its"
                    + " largest value is " + largest);
        }
        return median(sizes) / MEDIAN_OF_ABSOLUTE_NORMAL;
    }

    /** Median of sorted values. */
    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static void require(float[] image, ImageShape shape) {
        if (!supports(shape)) {
            throw new IllegalArgumentException(
                    "a noise estimate needs images of at least " + MIN_SIDE + "x" + MIN_SIDE + " pixels, was " + shape);
        }
        if (image.length != shape.size()) {
            throw new IllegalArgumentException(
                    "a " + shape + " image has " + shape.size() + " values, was " + image.length);
        }
        for (int i = 0; i < image.length; i++) {
            if (!Float.isFinite(image[i])) {
                throw new ArithmeticException("element " + i + " of a " + shape + " image is " + image[i]);
            }
        }
    }
}
