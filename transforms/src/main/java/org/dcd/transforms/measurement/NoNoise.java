package org.dcd.transforms.measurement;

import org.dcd.transforms.registry.TypeName;

/** No noise: y = A(x). */
@TypeName("none")
public record NoNoise() implements NoiseModel {
    @Override
    public double drawSigma(long seed) {
        return 0;
    }

    @Override
    public double nominalSigma() {
        return 0;
    }
}
