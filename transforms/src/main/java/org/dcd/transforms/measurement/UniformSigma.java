package org.dcd.transforms.measurement;

import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Gaussian noise with a σ for each image, σ ~ U[least, most] (paper, App. J). It is known and stored with the
 * measurement.
 *
 * @param least smallest σ, in units of the image range [-1, 1]
 * @param most largest σ, in units of the image range [-1, 1]; the σ at which the truncated teacher stops
 */
@TypeName("uniform-sigma")
public record UniformSigma(@Range("(0, 80]") double least, @Range("[least, 80]") double most) implements NoiseModel {
    public UniformSigma {
        Ranges.check(UniformSigma.class, least, most);
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
