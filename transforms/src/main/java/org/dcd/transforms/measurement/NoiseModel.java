package org.dcd.transforms.measurement;

import java.io.Serializable;

/** The distribution of the noise level σ of a measurement y = A(x) + σε. The noise ε is white and Gaussian. */
public interface NoiseModel extends Serializable {
    /** Draws σ of one measurement from its seed, in units of the image range [-1, 1]. */
    double drawSigma(long seed);

    /** The σ that represents all measurements in objectives and samplers; 0 without noise. */
    double nominalSigma();
}
