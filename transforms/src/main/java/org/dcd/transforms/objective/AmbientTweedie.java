package org.dcd.transforms.objective;

import org.dcd.transforms.corruption.Corruption;
import org.dcd.transforms.corruption.MeasurementModel;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.TypeName;

/**
 * Denoising score matching on noisy data y = A(x) + σn (Daras et al. 2025; paper Eq. 15, Alg. 3): with s ← max(s, σ)
 * and y_t = y + √(s² - σ²) ε, the prediction (s² - σ²)/s² · D(y_t; s) + σ²/s² · y_t is compared with y under the EDM
 * weight (s² + σ_data²)/(s σ_data)² at the clamped s.
 */
@TypeName("ambient-tweedie")
public record AmbientTweedie() implements Objective {
    @Override
    public <T> T loss(Ops<T> ops, DenoiserFunction<T> denoiser, Batch<T> batch, MeasurementModel model) {
        T variance = ops.multiply(batch.dataSigma(), batch.dataSigma());
        // max(s², σ²) without a binary max: σ² + max(s² - σ², 0)
        T excess = ops.atLeast(ops.subtract(ops.multiply(batch.sigma(), batch.sigma()), variance), 0);
        T s2 = ops.add(excess, variance);
        T s = ops.sqrt(s2);
        T yt = ops.add(batch.y(), ops.multiply(ops.sqrt(excess), batch.noise()));
        T prediction = ops.add(
                ops.multiply(ops.divide(excess, s2), denoiser.denoise(yt, s, null)),
                ops.multiply(ops.divide(variance, s2), yt));
        T error = ops.subtract(prediction, batch.y());
        T squares = ops.sum(ops.multiply(error, error), 1, 2, 3);
        return ops.multiply(EdmWeight.at(ops, s2), squares);
    }

    @Override
    public void check(Corruption corruption) {
        if (!(corruption.noise().nominalSigma() > 0)) {
            throw new IllegalArgumentException(
                    "objective ambient-tweedie needs noisy measurements, corruption.noise has sigma "
                            + corruption.noise().nominalSigma()
                            + "; give corruption.noise.type gaussian with a sigma, or teacher.objective.type standard");
        }
    }
}
