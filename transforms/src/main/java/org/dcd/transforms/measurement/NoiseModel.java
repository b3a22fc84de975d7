package org.dcd.transforms.measurement;

import java.io.Serializable;

/**
 * The distribution of the noise standard deviation of a measurement; the noise itself is white Gaussian, y = A(x) +
 * sigma * eps.
 */
public interface NoiseModel extends Serializable {
    /** Standard deviation of the noise of one measurement, in units of the range [-1, 1]. */
    double drawSigma(long seed);

    /** The σ that objectives and samplers use as the noise of the data; 0 without noise. */
    double nominalSigma();
}
