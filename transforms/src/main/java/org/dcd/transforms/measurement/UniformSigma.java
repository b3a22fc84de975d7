package org.dcd.transforms.measurement;

import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.TypeName;

/**
 * Additive Gaussian noise whose standard deviation is drawn for each image, σ ~ U[least, most] (paper, App. J). That of each
 * measurement is known and stored with it.
 *
 * @param least smallest standard deviation, in (0, 80]
 * @param most largest standard deviation, in [least, 80]; the σ at which the truncated teacher stops
 */
@TypeName("uniform-sigma")
public record UniformSigma(double least, double most) implements NoiseModel {
    public UniformSigma {
        if (!(least > 0 && least <= 80)) {
            throw new IllegalArgumentException("uniform-sigma.least must be in (0, 80], was " + least);
        }
        Range.within("uniform-sigma.most", most, least, 80);
    }

    @Override
    public double drawSigma(long seed) {
        return least + (most - least) * Seeds.stream(seed).nextDouble();
    }

    @Override
    public double nominalSigma() {
        return most;
    }
}
