package org.dcd.transforms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;

class EdmSamplerTest {
    private static final double S = 0.5;
    private static final float[] Z = {1, -0.3f};

    /** E[x_0 | x] for data N(0, s²): s² / (s² + σ²) · x. */
    private static final DenoiserModel GAUSSIAN = (x, sigma, n, out) -> {
        for (int k = 0; k < x.length; k++) {
            out[k] = (float) (S * S / (S * S + sigma * sigma) * x[k]);
        }
    };

    private static final IntFunction<float[]> NO_CHURN = step -> {
        throw new AssertionError("the deterministic sampler draws nothing, but asked at step " + step);
    };

    /** The ODE dx/dσ = σ x / (s² + σ²) keeps x / √(s² + σ²). */
    private static double exact(double z, double sigmaMax) {
        return z * sigmaMax * S / Math.hypot(S, sigmaMax);
    }

    @Test
    void convergesToTheOdeSolutionWithSecondOrder() {
        double previous = Double.NaN;
        for (int steps : new int[] {32, 64, 128}) {
            float[] x = new EdmSampler(SamplerSettings.heun(steps), 0).sample(GAUSSIAN, Z, 2, NO_CHURN);
            double error = Math.abs(x[0] - exact(Z[0], 80));
            if (!Double.isNaN(previous)) {
                assertThat(previous / error).isBetween(3.0, 6.0);
            }
            previous = error;
        }
        assertThat(previous).isLessThan(1e-3);
    }

    @Test
    void needsTwoEvaluationsPerStepAndOneForTheLast() {
        List<Double> levels = new ArrayList<>();
        EdmSampler sampler = new EdmSampler(SamplerSettings.heun(18), 0);
        sampler.sample(recording(levels), Z, 2, NO_CHURN);

        assertThat(sampler.nfe()).isEqualTo(35);
        assertThat(levels).hasSize(35);
        assertThat(levels.get(0)).isEqualTo(80, within(1e-9));
        assertThat(levels.get(34)).isEqualTo(0.002, within(1e-9));
    }

    @Test
    void theTruncatedTeacherStopsBeforeTheFirstSigmaBelowTheStop() {
        double[] all = SamplerSettings.heun(64).schedule().sigmas();
        int last = 0;
        while (all[last + 1] >= 0.2) {
            last++;
        }
        List<Double> levels = new ArrayList<>();
        EdmSampler sampler = new EdmSampler(SamplerSettings.heun(64), 0.2);
        float[] x = sampler.sample(recording(levels), Z, 2, NO_CHURN);

        assertThat(levels.get(levels.size() - 1)).isEqualTo(all[last]);
        assertThat(all[last]).isGreaterThanOrEqualTo(0.2);
        assertThat(levels).hasSize(2 * last + 1).hasSize(sampler.nfe());
        double state = exact(Z[0], 80) / S * Math.hypot(S, all[last]);
        assertThat((double) x[0]).isCloseTo(S * S / (S * S + all[last] * all[last]) * state, within(5e-3));
    }

    @Test
    void aStopAboveAllSigmasIsOneEvaluation() {
        EdmSampler sampler = new EdmSampler(SamplerSettings.heun(18), 100);
        float[] x = sampler.sample(GAUSSIAN, Z, 2, NO_CHURN);

        assertThat(sampler.nfe()).isEqualTo(1);
        assertThat((double) x[0]).isCloseTo(0.25 / (0.25 + 6400) * 80, within(1e-6));
    }

    @Test
    void reportsANonFiniteEstimateWithItsPosition() {
        DenoiserModel bad = (x, sigma, n, out) -> out[3] = sigma < 1 ? Float.NaN : 0;

        assertThatThrownBy(() -> new EdmSampler(SamplerSettings.heun(8), 0).sample(bad, new float[4], 2, NO_CHURN))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("NaN at sigma 0.")
                .hasMessageContaining("value 1 of image 1");
    }

    @Test
    void eulersMethodIsOfFirstOrderWithOneEvaluationPerStep() {
        double previous = Double.NaN;
        for (int steps : new int[] {64, 128, 256}) {
            EdmSampler sampler = new EdmSampler(with(SamplerSettings.Method.EULER, steps, 0), 0);
            assertThat(sampler.nfe()).isEqualTo(steps);
            double error = Math.abs(sampler.sample(GAUSSIAN, Z, 2, NO_CHURN)[0] - exact(Z[0], 80));
            if (!Double.isNaN(previous)) {
                assertThat(previous / error).isBetween(1.7, 2.4);
            }
            previous = error;
        }
    }

    /** With any amount of churn, samples of the exact denoiser have the variance of the data. */
    @Test
    void churnKeepsTheDistribution() {
        int n = 20_000;
        EdmSampler sampler = new EdmSampler(with(SamplerSettings.Method.HEUN, 64, 30), 0);
        float[] x = sampler.sample(GAUSSIAN, Seeds.normal(1, n), n, step -> Seeds.normal(100 + step, n));
        double variance =
                IntStream.range(0, n).mapToDouble(i -> x[i] * x[i]).average().orElseThrow();
        assertThat(variance).isCloseTo(S * S, within(5 * S * S * Math.sqrt(2.0 / n)));
        assertThat(correlation(x, Seeds.normal(1, n))).isLessThan(0.5);
    }

    private static double correlation(float[] a, float[] b) {
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            squaresA += a[i] * a[i];
            squaresB += b[i] * b[i];
        }
        return product / Math.sqrt(squaresA * squaresB);
    }

    /** For σ = 0.2 and 18 steps the reference code stops at 0.585, and paper Alg. 4 at 0.2964. */
    @Test
    void theStopRuleDeterminesTheStop() {
        assertThat(stopped(SamplerSettings.StopRule.LEVEL)).isCloseTo(0.2964, within(1e-3));
        assertThat(stopped(SamplerSettings.StopRule.VARIANCE)).isCloseTo(0.585, within(1e-3));
    }

    private static double stopped(SamplerSettings.StopRule rule) {
        SamplerSettings settings =
                new SamplerSettings(SamplerSettings.Method.HEUN, 18, 0.002, 80, 7, 0, 0, 1e4, 1, 0, rule);
        List<Double> levels = new ArrayList<>();
        new EdmSampler(settings, settings.stopSigma(0.2)).sample(recording(levels), Z, 2, NO_CHURN);
        return levels.get(levels.size() - 1);
    }

    private static SamplerSettings with(SamplerSettings.Method method, int steps, double churn) {
        return new SamplerSettings(method, steps, 0.002, 80, 7, churn, 0, 1e4, 1, 0, SamplerSettings.StopRule.LEVEL);
    }

    private static DenoiserModel recording(List<Double> levels) {
        return (x, sigma, n, out) -> {
            levels.add(sigma);
            GAUSSIAN.denoise(x, sigma, n, out);
        };
    }
}
