package org.dcd.transforms.loss;

import java.util.Collections;
import java.util.List;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.KarrasSchedule;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Ambient Tweedie above the noise level of the data, and consistency below it (Daras, Dimakis and Daskalakis 2024,
 * arXiv:2404.10177; Daras et al. 2025; paper, Table 2 and App. M). Noisy data do not determine D(·; s) at s < σ. But an
 * exact denoiser is a martingale of its own reverse process, D(y; σ) = E[D(x_s; s) | x_σ = y], which relates the lower
 * levels to those that the data determine. Where the drawn s is below σ, Ambient Tweedie is 0 and the loss is
 *
 * <pre>w λ(σ) ‖ 1/K Σ_k D(x_s^k; s) - D(y; σ) ‖²</pre>
 *
 * with λ of {@link AmbientTweedie} and K paths from x_σ = y to x_s^k, drawn without gradient. A path takes N steps
 * between levels σ = s_0 > … > s_N = s in Karras' spacing (ρ = 7),
 *
 * <pre>x_{i+1} = D_i + r (x_i - D_i) + s_{i+1} √(1 - r) ε,   r = s_{i+1}² / s_i²,   D_i = D(x_i; s_i)</pre>
 *
 * <p>The reference code (TianyuCodings/RSD) takes Euler-Maruyama steps of the same process. Here the mean of a step is
 * exactly that of x_{i+1} given x_i for any step length, so an exact denoiser of Gaussian data is consistent even with
 * few steps; Euler-Maruyama overshoots when a step more than halves the level. Both omit the part of the variance that
 * is due to the uncertainty of D_i.
 *
 * <p>With finite K the expected loss is the squared bias plus tr Var(D(x_s; s) | y) / K, which pulls D(·; s) towards
 * less variance: for Gaussian data with v = 0.3, σ = 0.5 and s = 0.05 to 0.97 of the exact denoiser with K = 32, 0.83
 * with K = 4 and 0.71 with K = 2. {@link Estimate#PAIRS} has no such bias, so few samples suffice, but its loss of a
 * single image may be negative. A training step costs 1 + K evaluations with gradient and (N - 1) K without; the first
 * evaluation is shared by all paths.
 *
 * @param steps N, 8 in the paper
 * @param samples K, 32 in the paper
 * @param weight w, the best of 0.1, 1 and 10 in the paper
 * @param estimate estimator of the square of an expectation
 * @param target whether D(y; σ) also receives gradient
 */
@TypeName("consistency")
public record Consistency(
        @Default("8") @Range("[1, 1000]") int steps,
        @Default("32") @Range("[1, 1000]") int samples,
        @Default("1") @Range("(0, 1e9]") double weight,
        @Default("mean") Estimate estimate,
        @Default("held") Target target)
        implements Objective {
    /** ρ of the spacing of levels. */
    private static final double RHO = 7;
    /** Fewer samples shrink the denoiser by more than a tenth, see above. */
    private static final int LEAST_FOR_A_MEAN = 8;

    /** How ‖E[δ]‖² is estimated from δ_k = D(x_s^k; s) - D(y; σ). */
    public enum Estimate {
        /** ‖1/K Σ δ_k‖², as in the paper. */
        MEAN,
        /** The mean of δ_k · δ_l over pairs of different paths, which is unbiased. */
        PAIRS
    }

    /** Whether the gradient passes through D(y; σ) as through D(x_s; s). */
    public enum Target {
        /** No: the levels below σ adapt to those above, which the data determine. */
        HELD,
        /** Yes, as in the reference code, which applies the loss to a finished teacher. */
        FREE
    }

    public Consistency {
        Ranges.check(Consistency.class, steps, samples, weight);
        if (estimate == Estimate.PAIRS && samples < 2) {
            throw new IllegalArgumentException(
                    "consistency.samples must be at least 2 for pairs, was " + samples + "; or use estimate: mean");
        }
    }

    @Override
    public <T> T loss(Ops<T> ops, DenoiserFunction<T> denoiser, Batch<T> batch, MeasurementModel model) {
        AmbientTweedie.Noised<T> noised = AmbientTweedie.Noised.of(ops, batch);
        T denoised = denoiser.denoise(noised.yt(), noised.s(), null);
        T above = AmbientTweedie.loss(ops, noised, denoised, batch.y());
        ImageShape shape = model.measurement();
        T ends = new Paths<>(ops, denoiser, batch.draws(), shape)
                .denoisedEnds(noised.yt(), denoised, noised.s(), batch.sigma());
        T goal =
                switch (target) {
                    case HELD -> ops.detach(denoised);
                    case FREE -> denoised;
                };
        T square = square(ops, ops.subtract(ends, ops.reshape(goal, 0, 1, shape.size())));
        // At other levels both sides are D at the same point, apart from dropout.
        T isBelow = ops.step(ops.subtract(batch.dataSigma(), batch.sigma()));
        T lambda = ops.multiply(Objective.edmWeight(ops, noised.s2()), weight);
        return ops.add(above, ops.multiply(ops.multiply(lambda, isBelow), square));
    }

    /**
     * ‖E[δ]‖², [n, 1, 1, 1].
     *
     * @param differences δ_k [n, K, c · h · w]
     */
    private <T> T square(Ops<T> ops, T differences) {
        T mean = ops.mean(differences, 1);
        T ofMean = ops.sum(ops.multiply(mean, mean), 1, 2);
        T square =
                switch (estimate) {
                    case MEAN -> ofMean;
                    case PAIRS -> {
                        // Σ_{k≠l} δ_k · δ_l = ‖Σ δ_k‖² - Σ ‖δ_k‖²
                        T diagonal = ops.sum(ops.multiply(differences, differences), 1, 2);
                        T all = ops.multiply(ofMean, (double) samples * samples);
                        yield ops.multiply(ops.subtract(all, diagonal), 1.0 / (samples * (samples - 1.0)));
                    }
                };
        return ops.reshape(square, 0, 1, 1, 1);
    }

    /** One draw for each step of each path. */
    @Override
    public int draws() {
        return steps * samples;
    }

    @Override
    public void check(Corruption corruption) {
        Requirements.noise(this, corruption);
    }

    @Override
    public List<String> warnings(Corruption corruption) {
        return estimate == Estimate.PAIRS || samples >= LEAST_FOR_A_MEAN
                ? List.of()
                : List.of("consistency with samples " + samples
                        + " pulls the denoiser below the noise level towards less variance than images have; use"
                        + " estimate pairs, or at least " + LEAST_FOR_A_MEAN + " samples");
    }

    @Override
    public void checkAugmentation(AugmentPipe.Transforms transforms) {
        Requirements.onlyFlips(this, transforms, AmbientTweedie.NOISE_IS_WHITE);
    }

    /** K paths of every image, [n · K, c, h, w]; the paths of one image are consecutive. */
    private final class Paths<T> {
        private final Ops<T> ops;
        private final DenoiserFunction<T> denoiser;
        private final T draws;
        private final ImageShape shape;

        Paths(Ops<T> ops, DenoiserFunction<T> denoiser, T draws, ImageShape shape) {
            this.ops = ops;
            this.denoiser = denoiser;
            this.draws = draws;
            this.shape = shape;
        }

        /**
         * D(x_s^k; s), [n, K, c · h · w].
         *
         * @param start x_σ [n, c, h, w]
         * @param denoised D(x_σ; σ)
         * @param from σ [n, 1, 1, 1]
         * @param to s, at most σ
         */
        T denoisedEnds(T start, T denoised, T from, T to) {
            T x = each(repeated(ops.detach(start)));
            T d = each(repeated(ops.detach(denoised)));
            T first = ops.reshape(repeated(from), -1, 1, 1, 1);
            T last = ops.reshape(repeated(to), -1, 1, 1, 1);
            T level = first;
            for (int i = 1; i <= steps; i++) {
                T next = i == steps ? last : KarrasSchedule.sigma(ops, first, last, (double) i / steps, RHO);
                x = step(x, d, level, next, noise(i - 1));
                level = next;
                d = denoiser.denoise(x, level, null);
                d = i == steps ? d : ops.detach(d);
            }
            return ops.reshape(d, -1, samples, shape.size());
        }

        private T step(T x, T d, T level, T next, T noise) {
            T ratio = ops.divide(next, level);
            T r = ops.multiply(ratio, ratio);
            T mean = ops.add(d, ops.multiply(r, ops.subtract(x, d)));
            T rest = ops.sqrt(ops.atLeast(ops.add(ops.multiply(r, -1), 1), 0));
            return ops.add(mean, ops.multiply(ops.multiply(next, rest), noise));
        }

        /** Noise of all paths in a step, [n · K, c, h, w]. */
        private T noise(int step) {
            long width = (long) samples * shape.channels();
            return each(ops.narrow(draws, 1, step * width, width));
        }

        /** K copies along the channels. */
        private T repeated(T one) {
            return ops.concat(1, Collections.nCopies(samples, one));
        }

        /** [n, K · c, h, w] as [n · K, c, h, w]. */
        private T each(T together) {
            return ops.reshape(together, -1, shape.channels(), shape.height(), shape.width());
        }
    }
}
