package org.dcd.transforms.loss;

import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.TypeName;

/**
 * Denoising score matching on noisy data y = A(x) + σn (Daras et al. 2025; paper Eq. 15, Alg. 3): with s ← max(s, σ)
 * and y_t = y + √(s² - σ²) ε, the prediction (s² - σ²)/s² · D(y_t; s) + σ²/s² · y_t is compared with y under the EDM
 * weight (s² + σ_data²)/(s σ_data)² at the clamped s.
 */
@TypeName("ambient-tweedie")
public record AmbientTweedie() implements Objective {
    static final String NOISE_IS_WHITE = "it assumes white noise, and all transforms except flips interpolate";

    @Override
    public <T> T loss(Ops<T> ops, DenoiserFunction<T> denoiser, Batch<T> batch, MeasurementModel model) {
        Noised<T> noised = Noised.of(ops, batch);
        return loss(ops, noised, denoiser.denoise(noised.yt(), noised.s(), null), batch.y());
    }

    /**
     * A measurement with the noise that lifts it from σ to max(s, σ).
     *
     * @param variance σ² [n, 1, 1, 1]
     * @param excess max(s² - σ², 0)
     * @param s2 max(s², σ²)
     * @param s max(s, σ)
     * @param yt [n, c, h, w]
     */
    record Noised<T>(T variance, T excess, T s2, T s, T yt) {
        static <T> Noised<T> of(Ops<T> ops, Batch<T> batch) {
            T variance = ops.multiply(batch.dataSigma(), batch.dataSigma());
            // max(s², σ²) without a binary max: σ² + max(s² - σ², 0)
            T excess = ops.atLeast(ops.subtract(ops.multiply(batch.sigma(), batch.sigma()), variance), 0);
            T s2 = ops.add(excess, variance);
            T s = ops.sqrt(s2);
            T yt = ops.add(batch.y(), ops.multiply(ops.sqrt(excess), batch.noise()));
            return new Noised<>(variance, excess, s2, s, yt);
        }
    }

    /** @param denoised D(y_t; s) */
    static <T> T loss(Ops<T> ops, Noised<T> at, T denoised, T y) {
        T prediction = ops.add(
                ops.multiply(ops.divide(at.excess(), at.s2()), denoised),
                ops.multiply(ops.divide(at.variance(), at.s2()), at.yt()));
        T error = ops.subtract(prediction, y);
        T squares = ops.sum(ops.multiply(error, error), 1, 2, 3);
        return ops.multiply(Objective.edmWeight(ops, at.s2()), squares);
    }

    @Override
    public void check(Corruption corruption) {
        Requirements.noise(this, corruption);
    }

    @Override
    public void checkAugmentation(AugmentPipe.Transforms transforms) {
        Requirements.onlyFlips(this, transforms, NOISE_IS_WHITE);
    }
}
