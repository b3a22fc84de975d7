package org.dcd.transforms.loss;

import org.dcd.transforms.model.Preconditioning;
import org.dcd.transforms.ops.Ops;

/** λ(σ) = (σ² + σ_data²)/(σ σ_data)² (Karras et al. 2022, Table 1). */
final class EdmWeight {
    private EdmWeight() {}

    static <T> T at(Ops<T> ops, T sigmaSquared) {
        double data2 = Preconditioning.SIGMA_DATA * Preconditioning.SIGMA_DATA;
        return ops.divide(ops.add(sigmaSquared, data2), ops.multiply(sigmaSquared, data2));
    }
}
