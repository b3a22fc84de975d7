package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationLoss;
import org.dcd.transforms.loss.Dmd;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.loss.Sds;
import org.dcd.transforms.loss.Sid;
import org.dcd.transforms.model.Condition;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.Preconditioning;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.ops.torch.Float64.Values;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of autograd against central differences in float64, through preconditioned networks. */
class LossGradientTest {
    private static final ImageShape SHAPE = new ImageShape(2, 4, 4);
    private static final int N = 3;
    private static final double STEP = 1e-5;
    private static final double RELATIVE = 1e-5;
    /** Below, at and above the noise of the data. */
    private static final Values SIGMA = perImage(0.2, 0.7, 3);

    private static final Values NOISE = normal(2);

    static Stream<Named<Objective>> objectives() {
        return Examples.of(Objective.class);
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void theGradientOfAnObjectiveIsItsDerivative(Objective objective) {
        ObjectiveInputs inputs = ObjectiveInputs.of(objective, SHAPE, N);
        Values dataSigma = perImage(0.5, 0.5, 0.5);
        Values y = normal(1);
        Map<String, Values> here = inputs.with(y, dataSigma, SIGMA, NOISE);
        List<Values> results;
        try (Float64 function = new Float64(ops -> {
            TorchTensor leaf = ops.leaf(ops.input(Objective.Y, SHAPE));
            List<TorchTensor> detached = new ArrayList<>();
            TorchTensor loss = loss(objective, inputs, Detached.kept(ops, detached), inputs.batch(ops, leaf));
            return concat(List.of(loss, ops.gradient(loss, leaf)), detached);
        })) {
            results = function.apply(here);
        }
        List<Values> detached = results.subList(2, results.size());
        try (Float64 frozen = new Float64(ops -> {
            TorchTensor at = ops.input(Objective.Y, SHAPE);
            return List.of(loss(objective, inputs, Detached.given(ops, detached), inputs.batch(ops, at)));
        })) {
            double[] differences = differences(y, at -> {
                Map<String, Values> there = new HashMap<>(inputs.with(at, dataSigma, SIGMA, NOISE));
                for (int i = 0; i < detached.size(); i++) {
                    there.put(Detached.name(i), detached.get(i));
                }
                return sum(frozen.apply(there).get(0));
            });
            check(results.get(1).values(), differences);
        }
    }

    private static TorchTensor loss(
            Objective objective, ObjectiveInputs inputs, Ops<TorchTensor> ops, Objective.Batch<TorchTensor> batch) {
        ConditionedDenoiser denoiser = ConditionedDenoiser.ofTeacher(new TinyNetwork(7), objective, inputs.model());
        return objective.loss(
                ops, (x, sigma, condition) -> denoiser.denoise(ops, "", x, sigma, condition), batch, inputs.model());
    }

    private static <E> List<E> concat(List<E> first, List<E> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** The weight 1/w counts as a constant: w times the loss is differentiated, and divided by w where it is taken. */
    @Test
    void theGradientOfSidIsItsDerivativeAtFixedWeight() {
        try (Float64 function = new Float64(ops -> {
            TorchTensor x = ops.leaf(ops.input("x", SHAPE));
            TorchTensor sigma = ops.input("sigma");
            TorchTensor noisy = ops.add(x, ops.multiply(sigma, ops.input("noise", SHAPE)));
            TorchTensor teacher = denoise(ops, 7, noisy, sigma);
            TorchTensor loss = new Sid(1.2).loss(ops, x, teacher, denoise(ops, 8, noisy, sigma), sigma);
            TorchTensor weight = ops.mean(ops.abs(ops.subtract(teacher, x)), 1, 2, 3);
            return List.of(loss, ops.gradient(loss, x), weight);
        })) {
            Values x = normal(1);
            List<Values> here = function.apply(inputs(x));
            double[] weight = here.get(2).values();
            double[] differences = differences(x, at -> {
                List<Values> there = function.apply(inputs(at));
                return IntStream.range(0, N)
                        .mapToDouble(
                                i -> there.get(0).values()[i] * there.get(2).values()[i] / weight[i])
                        .sum();
            });
            check(here.get(1).values(), differences);
        }
    }

    /** The gradient of Yin et al. 2024: (f_ψ - f_φ) / mean |x - f_φ|. */
    @Test
    void theGradientOfDmdIsThatOfTheDivergence() {
        checkGiven(new Dmd(), (x, teacher, fake, sigma) -> (fake - teacher), true);
    }

    /** The gradient of Poole et al. 2022 in the variance exploding parametrisation: σ/(1 + σ²) (x - f_φ). */
    @Test
    void theGradientOfSdsIsTheTeachersResidual() {
        checkGiven(new Sds(), (x, teacher, fake, sigma) -> sigma / (1 + sigma * sigma) * (x - teacher), false);
    }

    private interface Gradient {
        double at(double x, double teacher, double fake, double sigma);
    }

    private static void checkGiven(DistillationLoss loss, Gradient gradient, boolean normalised) {
        try (Float64 function = new Float64(ops -> {
            TorchTensor x = ops.leaf(ops.input("x", SHAPE));
            TorchTensor sigma = ops.input("sigma");
            TorchTensor noisy = ops.add(x, ops.multiply(sigma, ops.input("noise", SHAPE)));
            TorchTensor teacher = denoise(ops, 7, noisy, sigma);
            TorchTensor fake = denoise(ops, 8, noisy, sigma);
            TorchTensor losses = loss.loss(ops, x, teacher, fake, sigma);
            return List.of(ops.gradient(losses, x), teacher, fake);
        })) {
            double[] x = normal(1).values();
            List<Values> results = function.apply(inputs(normal(1)));
            double[] teacher = results.get(1).values();
            double[] fake = results.get(2).values();
            int size = x.length / N;
            double[] expected = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                int from = i / size * size;
                double mean = IntStream.range(from, from + size)
                        .mapToDouble(k -> Math.abs(x[k] - teacher[k]))
                        .average()
                        .orElseThrow();
                double value = gradient.at(x[i], teacher[i], fake[i], SIGMA.values()[i / size]);
                expected[i] = normalised ? value / mean : value;
            }
            check(results.get(0).values(), expected);
        }
    }

    private static void check(double[] gradient, double[] differences) {
        double scale = Arrays.stream(differences).map(Math::abs).max().orElseThrow();
        assertThat(scale).isGreaterThan(1e-3);
        assertThat(gradient).containsExactly(differences, within(RELATIVE * scale));
    }

    private static double[] differences(Values at, ToDoubleFunction<Values> loss) {
        double[] differences = new double[at.values().length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] =
                    (loss.applyAsDouble(moved(at, i, STEP)) - loss.applyAsDouble(moved(at, i, -STEP))) / (2 * STEP);
        }
        return differences;
    }

    private static Values moved(Values at, int index, double by) {
        double[] values = at.values().clone();
        values[index] += by;
        return new Values(values, at.shape());
    }

    private static Map<String, Values> inputs(Values x) {
        return Map.of("x", x, "sigma", SIGMA, "noise", NOISE);
    }

    private static double sum(Values values) {
        return Arrays.stream(values.values()).sum();
    }

    private static Values perImage(double... values) {
        return new Values(values, values.length, 1, 1, 1);
    }

    private static Values normal(long seed) {
        float[] values = Seeds.normal(seed, N * SHAPE.size());
        return new Values(
                IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray(), SHAPE.batch(N));
    }

    private static TorchTensor denoise(TorchOps ops, long seed, TorchTensor x, TorchTensor sigma) {
        return Preconditioning.denoise(ops, new TinyNetwork(seed), "", SHAPE, x, sigma, Condition.none());
    }

    /** One hidden layer with fixed random weights, shifted by σ. */
    private record TinyNetwork(long seed) implements Denoiser {
        private static final int HIDDEN = 8;

        @Override
        public <T> T apply(Ops<T> ops, String prefix, T x, T noiseLabels, ImageShape shape, int conditionChannels) {
            int d = shape.size();
            int seen = d + conditionChannels * shape.height() * shape.width();
            T flat = ops.multiply(ops.reshape(x, 0, seen), 0.5);
            T in = ops.linear(flat, weights(ops, 1, HIDDEN, seen), ops.constant(Seeds.normal(seed, HIDDEN), HIDDEN));
            T hidden = ops.silu(ops.add(in, ops.sin(ops.reshape(noiseLabels, -1, 1))));
            T out = ops.linear(hidden, weights(ops, 2, d, HIDDEN), ops.constant(new float[d], d));
            return ops.reshape(out, 0, shape.channels(), shape.height(), shape.width());
        }

        private <T> T weights(Ops<T> ops, int layer, int rows, int columns) {
            return ops.constant(Seeds.normal(seed + 100L * layer, rows * columns), rows, columns);
        }

        @Override
        public void checkShape(ImageShape shape) {}
    }
}
