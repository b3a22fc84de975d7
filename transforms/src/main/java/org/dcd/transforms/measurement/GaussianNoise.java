package org.dcd.transforms.measurement;

import org.dcd.transforms.registry.TypeName;

/**
 * Additive Gaussian noise of one standard deviation σ.
 *
 * @param sigma standard deviation in units of the image range [-1, 1]; in (0, 80]
 */
@TypeName("gaussian")
public record GaussianNoise(double sigma) implements NoiseModel {
    public GaussianNoise {
        if (!(sigma > 0 && sigma <= 80)) {
            throw new IllegalArgumentException("gaussian.sigma must be in (0, 80], was " + sigma);
        }
    }

    @Override
    public double drawSigma(long seed) {
        return sigma;
    }

    @Override
    public double nominalSigma() {
        return sigma;
    }
}
