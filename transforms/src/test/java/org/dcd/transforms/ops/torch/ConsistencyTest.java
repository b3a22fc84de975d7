package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.AmbientTweedie;
import org.dcd.transforms.loss.Consistency;
import org.dcd.transforms.loss.Consistency.Estimate;
import org.dcd.transforms.loss.Consistency.Target;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoNoise;
import org.dcd.transforms.model.KarrasSchedule;
import org.dcd.transforms.ops.torch.Float64.Values;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Consistency on Gaussian data N(0, v), with closed forms: D(x; s) = v x / (v + s²), and a step from s to s' multiplies
 * the mean of a path by (v + s'²) / (v + s²), of which D(·; s) is a martingale.
 */
class ConsistencyTest {
    private static final double V = 0.3;
    private static final double SIGMA = 0.5;
    private static final double LEVEL = 0.05;
    private static final double WEIGHT = 10;
    /** λ(σ) (Karras et al. 2022, Table 1). */
    private static final double LAMBDA = (SIGMA * SIGMA + 0.25) / (SIGMA * SIGMA * 0.25);

    private static final int N = 64;
    private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
    private static final MeasurementModel MODEL = new MeasurementModel(new Identity(), SHAPE);
    private static final double[] Y = normal(1, 1);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void theExactDenoiserIsAMartingaleOfPathsOfAnyNumberOfSteps(int steps) {
        Objective consistency = new Consistency(steps, 2, WEIGHT, Estimate.MEAN, Target.HELD);
        double[] undisturbed = new double[N * 2 * steps * SHAPE.size()];
        double[] losses = losses(consistency, V, LEVEL, undisturbed);
        assertThat(Arrays.stream(losses).max().orElseThrow()).isLessThan(1e-25);
    }

    /**
     * Within five standard errors of the mean of N sums of squares of as many normal numbers as an image has pixels.
     */
    @Test
    void theLossOfTheExactDenoiserIsTheVarianceOfThePathMean() {
        int steps = 8;
        int samples = 4;
        double[] draws = normal(3, steps * samples);
        double mean =
                mean(losses(new Consistency(steps, samples, WEIGHT, Estimate.MEAN, Target.HELD), V, LEVEL, draws));
        double expected = WEIGHT * LAMBDA * SHAPE.size() * varianceAtTheEnd(steps) / samples;
        assertThat(mean).isCloseTo(expected, within(5 * expected * Math.sqrt(2.0 / (N * SHAPE.size()))));
    }

    /** δ_k · δ_l of two paths has variance d (K (K - 1) / 2)⁻¹ Var(D)² around 0. */
    @Test
    void theExpectedPairLossOfTheExactDenoiserIsZero() {
        int steps = 3;
        int samples = 4;
        double[] losses = losses(
                new Consistency(steps, samples, WEIGHT, Estimate.PAIRS, Target.HELD),
                V,
                LEVEL,
                normal(3, steps * samples));
        double one = WEIGHT * LAMBDA * varianceAtTheEnd(steps);
        double pairs = samples * (samples - 1) / 2.0;
        assertThat(mean(losses)).isCloseTo(0, within(5 * one * Math.sqrt(SHAPE.size() / pairs / N)));
        assertThat(Arrays.stream(losses).min().orElseThrow()).isNegative();
    }

    @Test
    void pairsOfPathsAreTheMeanOfTheirProducts() {
        double[] draws = normal(3, 2);
        double[] first = new double[N * SHAPE.size()];
        double[] second = first.clone();
        for (int i = 0; i < N; i++) {
            System.arraycopy(draws, 2 * i * SHAPE.size(), first, i * SHAPE.size(), SHAPE.size());
            System.arraycopy(draws, (2 * i + 1) * SHAPE.size(), second, i * SHAPE.size(), SHAPE.size());
        }
        double[] pairs = losses(new Consistency(1, 2, WEIGHT, Estimate.PAIRS, Target.HELD), 0.1, LEVEL, draws);
        double[] mean = losses(new Consistency(1, 2, WEIGHT, Estimate.MEAN, Target.HELD), 0.1, LEVEL, draws);
        Objective one = new Consistency(1, 1, WEIGHT, Estimate.MEAN, Target.HELD);
        double[] ofFirst = losses(one, 0.1, LEVEL, first);
        double[] ofSecond = losses(one, 0.1, LEVEL, second);
        for (int i = 0; i < N; i++) {
            // a · b = 2 |(a + b) / 2|² - (|a|² + |b|²) / 2
            assertThat(pairs[i]).isCloseTo(2 * mean[i] - (ofFirst[i] + ofSecond[i]) / 2, within(1e-9));
        }
    }

    /** Var(D(x_s; s) | y), from step to step. */
    private static double varianceAtTheEnd(int steps) {
        KarrasSchedule levels = new KarrasSchedule(steps + 1, LEVEL, SIGMA, 7);
        double variance = 0;
        for (int i = 0; i < steps; i++) {
            double s2 = Math.pow(levels.sigma((double) i / steps), 2);
            double next2 = Math.pow(levels.sigma((i + 1.0) / steps), 2);
            variance = Math.pow((V + next2) / (V + s2), 2) * variance + next2 * (1 - next2 / s2);
        }
        return Math.pow(V / (V + LEVEL * LEVEL), 2) * variance;
    }

    @Test
    void penalisesErrorsBelowTheNoiseOfTheData() {
        double wrong = 0.1;
        double[] losses = losses(
                new Consistency(1, 1, WEIGHT, Estimate.MEAN, Target.HELD), wrong, LEVEL, new double[N * SHAPE.size()]);
        double factor = (wrong / (wrong + LEVEL * LEVEL) * (V + LEVEL * LEVEL) - V) / (V + SIGMA * SIGMA);
        for (int i = 0; i < N; i++) {
            double squares = Arrays.stream(Y, i * SHAPE.size(), (i + 1) * SHAPE.size())
                    .map(y -> y * y)
                    .sum();
            assertThat(losses[i]).isCloseTo(WEIGHT * LAMBDA * factor * factor * squares, within(1e-9));
        }
    }

    /** The derivative by a factor of D at σ, where the first step of a path starts without gradient. */
    @ParameterizedTest
    @EnumSource(Target.class)
    void aDetachedTargetHasNoGradientFromBelow(Target target) {
        Consistency consistency = new Consistency(1, 1, WEIGHT, Estimate.MEAN, target);
        try (Float64 function = new Float64(ops -> {
            TorchTensor factor = ops.leaf(ops.input("factor", 1, 1, 1, 1));
            TorchTensor loss = consistency.loss(
                    ops,
                    (x, s, condition) -> {
                        TorchTensor isAbove = ops.step(ops.add(s, -SIGMA + 1e-9));
                        return ops.multiply(x, ops.add(ops.multiply(isAbove, factor), 0.5));
                    },
                    batch(ops, consistency),
                    MODEL);
            return List.of(ops.gradient(loss, factor));
        })) {
            Values zeros = new Values(new double[N * SHAPE.size()], SHAPE.batch(N));
            double gradient = function.apply(Map.of(
                            Objective.Y,
                            new Values(Y, SHAPE.batch(N)),
                            Objective.DATA_SIGMA,
                            perImage(SIGMA),
                            Objective.SIGMA,
                            perImage(LEVEL),
                            Objective.NOISE,
                            new Values(Y, SHAPE.batch(N)),
                            Objective.DRAWS,
                            zeros,
                            "factor",
                            new Values(new double[] {0.3}, 1, 1, 1, 1)))
                    .get(0)
                    .values()[0];
            switch (target) {
                case HELD -> assertThat(gradient).isZero();
                case FREE -> assertThat(gradient).isNotZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {SIGMA, 0.7, 80})
    void equalsAmbientTweedieFromTheNoiseOfTheDataUpwards(double level) {
        double[] draws = normal(3, 6);
        assertThat(losses(new Consistency(3, 2, WEIGHT, Estimate.MEAN, Target.HELD), 0.1, level, draws))
                .containsExactly(losses(new AmbientTweedie(), 0.1, level, draws));
    }

    @Test
    void rejectsDataWithoutNoiseAndPathsWithoutSteps() {
        assertThatThrownBy(() -> new Consistency(8, 32, 1, Estimate.MEAN, Target.HELD)
                        .check(new Corruption(new Identity(), new NoNoise())))
                .hasMessageContaining("noise must have a sigma above 0 for objective consistency, was 0")
                .hasMessageContaining("objective standard");
        assertThatThrownBy(() -> new Consistency(0, 32, 1, Estimate.MEAN, Target.HELD))
                .hasMessage("consistency.steps must be in [1, 1000], was 0");
        assertThatThrownBy(() -> new Consistency(8, 0, 1, Estimate.MEAN, Target.HELD))
                .hasMessage("consistency.samples must be in [1, 1000], was 0");
        assertThatThrownBy(() -> new Consistency(8, 1, 1, Estimate.PAIRS, Target.HELD))
                .hasMessage("consistency.samples must be at least 2 for pairs, was 1; or use estimate: mean");
        assertThatThrownBy(() -> new Consistency(8, 32, Double.NaN, Estimate.MEAN, Target.HELD))
                .hasMessage("consistency.weight must be in (0, 1e9], was NaN");
    }

    /**
     * Losses of N measurements under the denoiser v x / (v + s²).
     *
     * @param below v of the denoiser for noise levels below σ
     */
    private static double[] losses(Objective objective, double below, double level, double[] draws) {
        try (Float64 function = new Float64(ops -> List.of(objective.loss(
                ops,
                (x, s, condition) -> {
                    TorchTensor isBelow = ops.step(ops.add(ops.multiply(s, -1), SIGMA - 1e-9));
                    TorchTensor v = ops.add(ops.multiply(isBelow, below - V), V);
                    return ops.multiply(x, ops.divide(v, ops.add(v, ops.multiply(s, s))));
                },
                batch(ops, objective),
                MODEL)))) {
            Map<String, Values> inputs = new HashMap<>(Map.of(
                    Objective.Y,
                    new Values(Y, SHAPE.batch(N)),
                    Objective.DATA_SIGMA,
                    perImage(SIGMA),
                    Objective.SIGMA,
                    perImage(level),
                    Objective.NOISE,
                    new Values(normal(2, 1), SHAPE.batch(N))));
            if (objective.draws() > 0) {
                inputs.put(Objective.DRAWS, new Values(draws, N, draws.length / (N * 64), 8, 8));
            }
            return function.apply(inputs).get(0).values();
        }
    }

    private static Objective.Batch<TorchTensor> batch(TorchOps ops, Objective objective) {
        Map<String, Optional<ImageShape>> shapes = objective.inputs(MODEL);
        return Objective.Batch.of(name -> ops.input(name, shapes.get(name)));
    }

    private static Values perImage(double value) {
        double[] values = new double[N];
        Arrays.fill(values, value);
        return new Values(values, N, 1, 1, 1);
    }

    private static double[] normal(long seed, int each) {
        return ObjectiveInputs.doubles(Seeds.normal(seed, N * each * SHAPE.size()));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
