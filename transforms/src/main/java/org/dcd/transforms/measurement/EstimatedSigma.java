package org.dcd.transforms.measurement;

import org.dcd.schemas.Count;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * σ is unknown and estimated from measurements alone, by {@link WaveletSigma} on each of a calibration set (paper, Sec.
 * 4.4 and Table 7). All measurements are then taken to have that one σ.
 *
 * @param images size of the calibration set, spread evenly over the measurements; on fewer than 20 the estimate
 *     scatters by more than a tenth
 * @param rule which figure of the set is taken
 * @param scale factor by which that figure is multiplied: above 1 to be on the safe side
 */
@TypeName("estimated")
public record EstimatedSigma(
        @Default("100") @Range("[" + EstimatedSigma.FEWEST + ", 1000000]") int images,
        @Default("max") Rule rule,
        @Default("1") @Range("[0.5, 2]") double scale)
        implements NoiseLevel {
    /** At 1x16x16 an estimate scatters by 14%, so that the mean of this many is within 10% at three standard errors. */
    public static final int FEWEST = 20;

    /** Figure of a calibration set that becomes σ. */
    public enum Rule {
        /**
         * The largest estimate, as the paper has it: a little too high for images of 3x32x32, by a third for 1x16x16.
         */
        MAX,
        /** The mean estimate, the nearest to the truth whatever the size of the images. */
        MEAN
    }

    public EstimatedSigma {
        Ranges.check(EstimatedSigma.class, images, scale);
    }

    /** The noise level σ̂ that a calibration set gives, in units of the image. */
    public double sigma(SigmaCalibration calibration) {
        double figure =
                switch (rule) {
                    case MAX -> calibration.max();
                    case MEAN -> calibration.mean();
                };
        return scale * figure;
    }

    /**
     * Refuses measurements that cannot be calibrated on.
     *
     * @param measurements how many there are
     * @throws IllegalArgumentException with the reason and the remedy
     */
    public void check(MeasurementModel model, long measurements) {
        ImageShape shape = model.measurement();
        if (!WaveletSigma.takes(shape)) {
            throw new IllegalArgumentException("the estimate needs measurements of at least " + WaveletSigma.LEAST_SIDE
                    + "x" + WaveletSigma.LEAST_SIDE + " pixels, was " + shape
                    + "; give the noise level as teacher.data-sigma instead of teacher.noise-level");
        }
        if (!model.operator().isSmooth()) {
            throw new IllegalArgumentException("corruption.operator sets pixels apart from their neighbours, which the"
                    + " estimate takes for noise, was " + model.operator()
                    + "; give the noise level as teacher.data-sigma instead of teacher.noise-level");
        }
        requireImages(measurements);
    }

    /** @throws IllegalArgumentException when there are fewer measurements than the calibration set asks for */
    public void requireImages(long measurements) {
        if (measurements < images) {
            String remedy = measurements < FEWEST
                    ? "train on at least " + FEWEST + " images"
                    : "lower it to at most " + measurements + " or train on more images";
            throw new IllegalArgumentException("a sigma estimate on too few images: teacher.noise-level.images is "
                    + images + ", but there are " + Count.of(measurements, "measurement") + "; " + remedy);
        }
    }
}
