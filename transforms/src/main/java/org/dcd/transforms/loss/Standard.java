package org.dcd.transforms.loss;

import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.TypeName;

/**
 * EDM's denoising score matching with the measurements as data (paper Eq. 14, Alg. 2). The denoiser learns the
 * distribution of y itself, for any A and noise.
 */
@TypeName("standard")
public record Standard() implements Objective {
    @Override
    public <T> T loss(Ops<T> ops, DenoiserFunction<T> denoiser, Batch<T> batch, MeasurementModel model) {
        T y = batch.y();
        T s = batch.sigma();
        T yt = ops.add(y, ops.multiply(s, batch.noise()));
        T error = ops.subtract(denoiser.denoise(yt, s, null), y);
        T squares = ops.sum(ops.multiply(error, error), 1, 2, 3);
        return ops.multiply(Objective.edmWeight(ops, ops.multiply(s, s)), squares);
    }

    @Override
    public boolean learnsNoise() {
        return true;
    }

    @Override
    public void check(Corruption corruption) {}
}
