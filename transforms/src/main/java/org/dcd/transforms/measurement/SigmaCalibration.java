package org.dcd.transforms.measurement;

import java.io.Serializable;

/**
 * Noise estimates of a calibration set of measurements. The paper's working noise level is their maximum (Section 4.4
 * and Table 7), since too high a level harms distillation less than too low a one (Table 8).
 *
 * <p>Parts merge in any order: count and max are the same in all bits, the sum within rounding. The maximum grows with
 * the size of the set: a level is comparable with the paper's only on its 100 images. It grows with the scatter of the
 * estimates too: at 1x16x16, where that is 14%, the maximum of 100 is a third or more above the truth.
 *
 * @param count number of images
 * @param sum of their estimates, in units of the image; 0 without images
 * @param max the largest estimate, in units of the image; 0 without images
 */
public record SigmaCalibration(long count, double sum, double max) implements Serializable {
    /** No images yet. */
    public static final SigmaCalibration EMPTY = new SigmaCalibration(0, 0, 0);

    public SigmaCalibration {
        boolean empty = count == 0 && sum == 0 && max == 0;
        if (!empty && !(count > 0 && max > 0 && sum >= max && Double.isFinite(sum))) {
            throw new IllegalArgumentException("a sigma calibration of " + count + " images cannot have the sum " + sum
                    + " and the maximum " + max);
        }
    }

    /**
     * With one more image's estimate.
     *
     * @throws ArithmeticException unless it is positive and finite
     */
    public SigmaCalibration add(double sigma) {
        if (!(sigma > 0 && sigma < Double.POSITIVE_INFINITY)) {
            throw new ArithmeticException("a sigma estimate must be positive and finite, was " + sigma);
        }
        return merge(new SigmaCalibration(1, sigma, sigma));
    }

    /** With all images of the other set too. */
    public SigmaCalibration merge(SigmaCalibration other) {
        return new SigmaCalibration(Math.addExact(count, other.count), sum + other.sum, Math.max(max, other.max));
    }

    /**
     * The mean estimate, in units of the image.
     *
     * @throws IllegalStateException without images
     */
    public double mean() {
        if (count == 0) {
            throw new IllegalStateException("a sigma estimate on too few images: needs at least 1, was 0");
        }
        return sum / count;
    }
}
