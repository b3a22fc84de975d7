package org.dcd.transforms.measurement;

import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.Renamed;
import org.dcd.transforms.registry.TypeName;

/**
 * Gaussian noise with a σ for each image, σ ~ U[min, max] (paper, App. J). It is known and stored with the measurement.
 *
 * @param min smallest σ, in units of the image range [-1, 1]
 * @param max largest σ, in units of the image range [-1, 1]; the σ at which the truncated teacher stops
 */
@TypeName("uniform-sigma")
public record UniformSigma(
        @Range("(0, 80]") @Renamed(from = "least") double min, @Range("[min, 80]") @Renamed(from = "most") double max)
        implements NoiseModel {
    public UniformSigma {
        Ranges.check(UniformSigma.class, min, max);
    }

    @Override
    public double drawSigma(long seed) {
        return min + (max - min) * Seeds.stream(seed).nextDouble();
    }

    @Override
    public double nominalSigma() {
        return max;
    }
}
