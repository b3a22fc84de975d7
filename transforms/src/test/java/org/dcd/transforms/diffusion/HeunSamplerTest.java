package org.dcd.transforms.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeunSamplerTest {
    private static final double S = 0.5;
    private static final float[] Z = {1, -0.3f};

    /** E[x_0 | x] for data N(0, s²): s² / (s² + σ²) · x. */
    private static final DenoiserModel GAUSSIAN = (x, sigma, n, out) -> {
        for (int k = 0; k < x.length; k++) {
            out[k] = (float) (S * S / (S * S + sigma * sigma) * x[k]);
        }
    };

    /** The ODE dx/dσ = σ x / (s² + σ²) keeps x / √(s² + σ²). */
    private static double exact(double z, double sigmaMax) {
        return z * sigmaMax * S / Math.hypot(S, sigmaMax);
    }

    @Test
    void convergesToTheOdeSolutionWithSecondOrder() {
        double previous = Double.NaN;
        for (int steps : new int[] {32, 64, 128}) {
            KarrasSchedule schedule = new KarrasSchedule(steps, 0.002, 80, 7);
            float[] x = new HeunSampler(schedule, 0).sample(GAUSSIAN, Z, 2);
            double error = Math.abs(x[0] - exact(Z[0], 80));
            if (!Double.isNaN(previous)) {
                assertThat(previous / error).isBetween(3.0, 6.0);
            }
            previous = error;
        }
        assertThat(previous).isLessThan(1e-3);
    }

    @Test
    void countsTwoEvaluationsPerStepAndOneForTheLast() {
        List<Double> levels = new ArrayList<>();
        HeunSampler sampler = new HeunSampler(new KarrasSchedule(18, 0.002, 80, 7), 0);
        sampler.sample(recording(levels), Z, 2);

        assertThat(sampler.nfe()).isEqualTo(35);
        assertThat(levels).hasSize(35);
        assertThat(levels.get(0)).isEqualTo(80, within(1e-9));
        assertThat(levels.get(34)).isEqualTo(0.002, within(1e-9));
    }

    @Test
    void theTruncatedTeacherReturnsItsEstimateBeforeTheFirstLevelBelowTheStop() {
        KarrasSchedule schedule = new KarrasSchedule(64, 0.002, 80, 7);
        double[] all = schedule.levels();
        int last = 0;
        while (all[last + 1] >= 0.2) {
            last++;
        }
        List<Double> levels = new ArrayList<>();
        HeunSampler sampler = new HeunSampler(schedule, 0.2);
        float[] x = sampler.sample(recording(levels), Z, 2);

        assertThat(levels.get(levels.size() - 1)).isEqualTo(all[last]);
        assertThat(all[last]).isGreaterThanOrEqualTo(0.2);
        assertThat(levels).hasSize(2 * last + 1).hasSize(sampler.nfe());
        double state = exact(Z[0], 80) / S * Math.hypot(S, all[last]);
        assertThat((double) x[0]).isCloseTo(S * S / (S * S + all[last] * all[last]) * state, within(5e-3));
    }

    @Test
    void aStopAboveAllLevelsIsOneEvaluation() {
        HeunSampler sampler = new HeunSampler(new KarrasSchedule(18, 0.002, 80, 7), 100);
        float[] x = sampler.sample(GAUSSIAN, Z, 2);

        assertThat(sampler.nfe()).isEqualTo(1);
        assertThat((double) x[0]).isCloseTo(0.25 / (0.25 + 6400) * 80, within(1e-6));
    }

    @Test
    void aBadEstimateIsAnErrorThatTellsWhere() {
        DenoiserModel bad = (x, sigma, n, out) -> out[3] = sigma < 1 ? Float.NaN : 0;

        assertThatThrownBy(() -> new HeunSampler(new KarrasSchedule(8, 0.002, 80, 7), 0).sample(bad, new float[4], 2))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("NaN at level 0.")
                .hasMessageContaining("value 1 of image 1");
    }

    private static DenoiserModel recording(List<Double> levels) {
        return (x, sigma, n, out) -> {
            levels.add(sigma);
            GAUSSIAN.denoise(x, sigma, n, out);
        };
    }
}
