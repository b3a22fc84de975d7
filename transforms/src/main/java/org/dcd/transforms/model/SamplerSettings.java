package org.dcd.transforms.model;

import java.io.Serializable;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Settings of the teacher's sampler (Karras et al. 2022, Alg. 1 and 2, Table 5).
 *
 * @param method Heun's second order, or Euler's first
 * @param steps N
 * @param sigmaMin lowest level before 0
 * @param sigmaMax level of the start
 * @param rho see {@link KarrasSchedule}
 * @param churn S_churn: how much noise is added anew, over all steps; 0 for the deterministic sampler
 * @param churnMin S_tmin: churn acts at levels from this one
 * @param churnMax S_tmax: churn acts at levels up to this one
 * @param churnNoise S_noise: standard deviation of the added noise
 * @param stopSigma σ at which the truncated teacher stops; 0 for that of the noise of the data
 * @param stopRule what of the next level is compared with it
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
    /** Order of the solver of the probability flow ODE. */
    public enum Method {
        HEUN,
        EULER
    }

    /** When the truncated teacher stops. */
    public enum StopRule {
        /** The next level is below stop-sigma (paper Alg. 4). */
        LEVEL,
        /** The square of the next level is: the test of the reference code, which stops earlier. */
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

    /** Heun, deterministic, from 80 to 0.002 with ρ = 7. */
    public static SamplerSettings heun(int steps) {
        return new SamplerSettings(Method.HEUN, steps, 0.002, 80, 7, 0, 0, 1e4, 1, 0, StopRule.LEVEL);
    }

    /** The levels of its steps. */
    public KarrasSchedule schedule() {
        return new KarrasSchedule(steps, sigmaMin, sigmaMax, rho);
    }

    /** Whether the truncated teacher stops at the noise level of the data, as no other σ is given. */
    public boolean stopsAtNoise() {
        return stopSigma == 0;
    }

    /**
     * The truncated teacher returns its estimate at the first step whose next level is below this σ.
     *
     * @param dataSigma noise level of the data
     */
    public double stopSigma(double dataSigma) {
        double asked = stopsAtNoise() ? dataSigma : stopSigma;
        return switch (stopRule) {
            case LEVEL -> asked;
            case VARIANCE -> Math.sqrt(asked);
        };
    }

    /** γ = min(S_churn / N, √2 - 1) at levels between S_tmin and S_tmax, else 0 (Alg. 2, line 4). */
    double gamma(double sigma) {
        return sigma >= churnMin && sigma <= churnMax ? Math.min(churn / steps, Math.sqrt(2) - 1) : 0;
    }
}
