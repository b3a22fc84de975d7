package org.dcd.transforms.measurement;

import org.dcd.schemas.Count;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * σ is unknown and estimated from the measurements: {@link WaveletSigma} is applied to each image of a calibration set
 * (paper, Sec. 4.4 and Table 7). All measurements are then assumed to have this σ.
 *
 * @param images number of images of the calibration set, spread evenly over the measurements; at least 20, because the
 *     estimate varies by more than 10% with fewer
 * @param rule statistic of the estimates that is used
 * @param scale factor applied to the statistic; above 1 for a safety margin
 */
@TypeName("estimated")
public record EstimatedSigma(
        @Default("100") @Range("[" + EstimatedSigma.MIN_IMAGES + ", 1000000]") int images,
        @Default("max") Rule rule,
        @Default("1") @Range("[0.5, 2]") double scale)
        implements NoiseLevel {
    /**
     * Smallest calibration set. The standard deviation of an estimate is 14% at 1x16x16, so the mean of 20 is within
     * 10% at three standard errors.
     */
    public static final int MIN_IMAGES = 20;

    /** Statistic of the estimates of a calibration set. */
    public enum Rule {
        /**
         * The maximum, as in the paper. Its bias depends on the image size: slightly too high at 3x32x32, a third too
         * high at 1x16x16.
         */
        MAX,
        /** The mean: the estimate with the smallest bias for all image sizes. */
        MEAN
    }

    public EstimatedSigma {
        Ranges.check(EstimatedSigma.class, images, scale);
    }

    /** Returns the noise level σ̂ for the estimates of a calibration set, in units of the image. */
    public double sigma(SigmaCalibration calibration) {
        double statistic =
                switch (rule) {
                    case MAX -> calibration.max();
                    case MEAN -> calibration.mean();
                };
        return scale * statistic;
    }

    /**
     * Checks that σ can be estimated.
     *
     * @param model operator and image shape of the measurements
     * @param measurements number of measurements
     * @throws IllegalArgumentException with reason and remedy, if the measurements are too small, not smooth or too few
     */
    public void check(MeasurementModel model, long measurements) {
        ImageShape shape = model.measurement();
        if (!WaveletSigma.supports(shape)) {
            throw new IllegalArgumentException(
                    "the noise estimate needs measurements of at least " + WaveletSigma.MIN_SIDE
                            + "x" + WaveletSigma.MIN_SIDE + " pixels, was " + shape
                            + "; set teacher.data-sigma instead of teacher.noise-level");
        }
        if (!model.operator().isSmooth()) {
            throw new IllegalArgumentException("corruption.operator " + model.operator()
                    + " creates differences between neighbouring pixels, which the estimate counts as noise; set"
                    + " teacher.data-sigma instead of teacher.noise-level");
        }
        requireImages(measurements);
    }

    /**
     * Checks the number of measurements.
     *
     * @throws IllegalArgumentException if there are fewer than {@link #images()}
     */
    public void requireImages(long measurements) {
        if (measurements < images) {
            String remedy = measurements < MIN_IMAGES
                    ? "train on at least " + MIN_IMAGES + " images"
                    : "lower it to at most " + measurements + " or train on more images";
            throw new IllegalArgumentException("too few images for a noise estimate: teacher.noise-level.images is "
                    + images + ", but there are " + Count.of(measurements, "measurement") + "; " + remedy);
        }
    }
}
