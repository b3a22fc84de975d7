package org.dcd.transforms.measurement;

import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Gaussian noise with the same σ for all measurements.
 *
 * @param sigma σ in units of the image range [-1, 1]
 */
@TypeName("gaussian")
public record GaussianNoise(@Range("(0, 80]") double sigma) implements NoiseModel {
    public GaussianNoise {
        Ranges.check(GaussianNoise.class, sigma);
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
