package org.dcd.transforms.model;

import java.io.Serializable;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Settings of the teacher's sampler (Karras et al. 2022, Alg. 1 and 2, Table 5).
 *
 * @param method ODE solver: Heun's second-order method or Euler's method
 * @param steps N, the number of sampling steps
 * @param sigmaMin σ_min, the smallest σ before 0
 * @param sigmaMax σ_max, the initial σ
 * @param rho ρ, see {@link KarrasSchedule}
 * @param churn S_churn, the amount of noise added over all steps; 0 for the deterministic sampler
 * @param churnMin S_tmin, the smallest σ with churn
 * @param churnMax S_tmax, the largest σ with churn
 * @param churnNoise S_noise, the standard deviation of the added noise
 * @param stopSigma σ at which the truncated teacher stops; 0 for the noise level of the data
 * @param stopRule how the next σ is compared with it
 */
public record SamplerSettings(
        @Default("heun") Method method,
        @Default("18") @Range("[2, 10000]") int steps,
        @Default("0.002") @Range("(0, 10000)") double sigmaMin,
        @Default("80") @Range("(sigma-min, 10000]") double sigmaMax,
        @Default("7") @Range("(0, 100]") double rho,
        @Default("0") @Range("[0, 10000]") double churn,
        @Default("0") @Range("[0, 10000]") double churnMin,
        @Default("10000") @Range("[churn-min, 10000]") double churnMax,
        @Default("1") @Range("[0, 10]") double churnNoise,
        @Default("0") @Range("[0, 10000]") double stopSigma,
        @Default("level") StopRule stopRule)
        implements Serializable {
    /** Solver of the probability flow ODE. */
    public enum Method {
        /** Heun's second-order method, two evaluations per step. */
        HEUN,
        /** Euler's first-order method, one evaluation per step. */
        EULER
    }

    /** Condition at which the truncated teacher stops. */
    public enum StopRule {
        /** The next σ is below stop-sigma (paper Alg. 4). */
        LEVEL,
        /** The square of the next σ is below stop-sigma: the condition of the reference code, which stops earlier. */
        VARIANCE
    }

    public SamplerSettings {
        Ranges.check(
                SamplerSettings.class,
                steps,
                sigmaMin,
                sigmaMax,
                rho,
                churn,
                churnMin,
                churnMax,
                churnNoise,
                stopSigma);
    }

    /** Returns EDM's defaults: deterministic Heun sampler, σ from 80 to 0.002, ρ = 7. */
    public static SamplerSettings heun(int steps) {
        return new SamplerSettings(Method.HEUN, steps, 0.002, 80, 7, 0, 0, 1e4, 1, 0, StopRule.LEVEL);
    }

    /** The noise levels of the steps. */
    public KarrasSchedule schedule() {
        return new KarrasSchedule(steps, sigmaMin, sigmaMax, rho);
    }

    /** Whether the truncated teacher stops at the noise level of the data. */
    public boolean stopsAtNoise() {
        return stopSigma == 0;
    }

    /**
     * Returns the σ for {@link EdmSampler#stopSigma} under the stop rule.
     *
     * @param dataSigma noise level of the data
     */
    public double stopSigma(double dataSigma) {
        double threshold = stopsAtNoise() ? dataSigma : stopSigma;
        return switch (stopRule) {
            case LEVEL -> threshold;
            case VARIANCE -> Math.sqrt(threshold);
        };
    }

    /** γ = min(S_churn / N, √2 - 1) for σ in [S_tmin, S_tmax], else 0 (Alg. 2, line 4). */
    double gamma(double sigma) {
        return sigma >= churnMin && sigma <= churnMax ? Math.min(churn / steps, Math.sqrt(2) - 1) : 0;
    }
}
