package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.ops.torch.Float64.Values;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.restore.LeastSquares;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of ‖A(G(z)) - y‖² + w ‖z‖² in z against central differences in float64, for every operator. */
class RestorationGradientTest {
    private static final int N = 2;
    private static final double STEP = 1e-5;
    /** Number of latents whose derivative is checked, spread evenly. */
    private static final int CHECKED = 40;

    static Stream<Named<ForwardOperator>> operators() {
        return Examples.of(ForwardOperator.class);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void isTheDerivative(ForwardOperator operator) {
        MeasurementModel model = new MeasurementModel(operator, Examples.image(operator));
        Values z = normal(1, model.image().batch(N));
        Map<String, Values> rest = new HashMap<>(Map.of(
                "y",
                normal(2, model.measurement().batch(N)),
                "weight",
                new Values(new double[] {0.25, 0.5}, N, 1, 1, 1)));
        model.parameters()
                .ifPresent(shape -> rest.put("operator", doubles(model.draw(N, i -> 5L + i), shape.batch(N))));
        try (Float64 function = new Float64(ops -> {
            TorchTensor leaf = ops.leaf(ops.input("z", model.image()));
            TorchTensor y = ops.input("y", model.measurement());
            TorchTensor parameters = ops.input("operator", model.parameters());
            TorchTensor misfit = LeastSquares.misfit(ops, model, generated(ops, leaf), y, parameters);
            TorchTensor total = ops.add(misfit, LeastSquares.latentPenalty(ops, leaf, ops.input("weight")));
            return List.of(total, ops.gradient(total, leaf));
        })) {
            double[] gradient = function.apply(with(z, rest)).get(1).values();
            double scale = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
            assertThat(scale).isGreaterThan(1e-3);
            for (int i = 0; i < gradient.length; i += Math.max(1, gradient.length / CHECKED)) {
                double up = sum(function.apply(with(moved(z, i, STEP), rest)));
                double down = sum(function.apply(with(moved(z, i, -STEP), rest)));
                assertThat(gradient[i]).isCloseTo((up - down) / (2 * STEP), within(1e-5 * scale));
            }
        }
    }

    /** A smooth nonlinear generator: each value of an image is a function of its latent and a neighbour. */
    private static <T> T generated(Ops<T> ops, T z) {
        T mean = ops.averagePool2d(z, 3);
        return ops.add(ops.sin(z), ops.multiply(ops.multiply(mean, mean), 0.5));
    }

    private static Map<String, Values> with(Values z, Map<String, Values> rest) {
        Map<String, Values> all = new HashMap<>(rest);
        all.put("z", z);
        return all;
    }

    private static double sum(List<Values> results) {
        return Arrays.stream(results.get(0).values()).sum();
    }

    private static Values moved(Values at, int index, double by) {
        double[] values = at.values().clone();
        values[index] += by;
        return new Values(values, at.shape());
    }

    private static Values normal(long seed, long... shape) {
        return doubles(Seeds.normal(seed, (int) Arrays.stream(shape).reduce(1, Math::multiplyExact)), shape);
    }

    private static Values doubles(float[] values, long... shape) {
        return new Values(
                IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray(), shape);
    }
}
