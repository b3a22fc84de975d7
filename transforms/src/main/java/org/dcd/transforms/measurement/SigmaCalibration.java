package org.dcd.transforms.measurement;

import java.io.Serializable;

/**
 * Statistics of the noise estimates of a calibration set. The paper uses the maximum as σ (Section 4.4 and Table 7),
 * because distillation suffers less from a σ that is too high than from one that is too low (Table 8).
 *
 * <p>Parts can be merged in any order: count and max are bit-identical, the sum is equal up to rounding. The maximum
 * grows with the size of the set, so it is comparable with the paper only for 100 images. It also grows with the
 * standard deviation of the estimates: at 1x16x16, where that is 14%, the maximum of 100 is at least a third too high.
 *
 * @param count number of images
 * @param sum sum of their estimates, in units of the image; 0 without images
 * @param max maximum of their estimates, in units of the image; 0 without images
 */
public record SigmaCalibration(long count, double sum, double max) implements Serializable {
    /** Statistics of no images. */
    public static final SigmaCalibration EMPTY = new SigmaCalibration(0, 0, 0);

    public SigmaCalibration {
        boolean empty = count == 0 && sum == 0 && max == 0;
        if (!empty && !(count > 0 && max > 0 && sum >= max && Double.isFinite(sum))) {
            throw new IllegalArgumentException(
                    "inconsistent noise estimates of " + count + " images: sum " + sum + ", maximum " + max);
        }
    }

    /**
     * Adds the estimate of one image.
     *
     * @throws ArithmeticException if it is not positive and finite
     */
    public SigmaCalibration add(double sigma) {
        if (!(sigma > 0 && sigma < Double.POSITIVE_INFINITY)) {
            throw new ArithmeticException("a noise estimate must be positive and finite, was " + sigma);
        }
        return merge(new SigmaCalibration(1, sigma, sigma));
    }

    /** Adds the statistics of another set. */
    public SigmaCalibration merge(SigmaCalibration other) {
        return new SigmaCalibration(Math.addExact(count, other.count), sum + other.sum, Math.max(max, other.max));
    }

    /**
     * Mean of the estimates, in units of the image.
     *
     * @throws IllegalStateException if there are no images
     */
    public double mean() {
        if (count == 0) {
            throw new IllegalStateException("too few images for a noise estimate: needs at least 1, was 0");
        }
        return sum / count;
    }
}
