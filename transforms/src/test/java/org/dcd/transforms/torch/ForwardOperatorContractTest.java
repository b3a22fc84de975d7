package org.dcd.transforms.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.corruption.ForwardOperator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.torch.Float64.Values;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every forward operator promises. */
class ForwardOperatorContractTest {
    private static final ImageShape IMAGE = new ImageShape(1, 16, 16);
    private static final int N = 3;
    private static final double RELATIVE = 1e-9;

    static Stream<Named<ForwardOperator>> operators() {
        return Examples.of(ForwardOperator.class);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void itIsLinear(ForwardOperator operator) {
        try (Float64 function =
                new Float64(ops -> List.of(operator.apply(ops, ops.input(0), parameters(ops, operator, 1), IMAGE)))) {
            double[] x = normal(1, IMAGE.size());
            double[] z = normal(2, IMAGE.size());
            double[] mixed = IntStream.range(0, x.length)
                    .mapToDouble(i -> 2 * x[i] - 3 * z[i])
                    .toArray();
            double[] ax = apply(function, operator, x);
            double[] az = apply(function, operator, z);
            double[] expected = IntStream.range(0, ax.length)
                    .mapToDouble(i -> 2 * ax[i] - 3 * az[i])
                    .toArray();
            assertThat(apply(function, operator, mixed)).containsExactly(expected, within(RELATIVE * max(expected)));
        }
    }

    /** {@code <A x, v> = <x, Aᵀ v>} with Aᵀ v as autograd gives it, and as the operator says. */
    @ParameterizedTest
    @MethodSource("operators")
    void itsGradientIsItsAdjoint(ForwardOperator operator) {
        try (Float64 function = new Float64(ops -> {
            TorchTensor x = Float64.leaf(ops, 0);
            TorchTensor y = operator.apply(ops, x, parameters(ops, operator, 2), IMAGE);
            TorchTensor v = ops.input(1);
            TorchTensor adjoint = operator.adjoint(ops, v, parameters(ops, operator, 2), IMAGE);
            return List.of(y, Float64.gradient(ops, ops.multiply(y, v), x), adjoint);
        })) {
            ImageShape measured = operator.measurementShape(IMAGE);
            double[] x = normal(1, IMAGE.size());
            double[] v = normal(2, measured.size());
            List<Values> results =
                    function.apply(with(operator, new Values(x, IMAGE.batch(N)), new Values(v, measured.batch(N))));
            double forwards = dot(results.get(0).values(), v);
            double[] gradient = results.get(1).values();
            assertThat(dot(x, gradient)).isCloseTo(forwards, within(RELATIVE * Math.abs(forwards)));
            assertThat(results.get(2).values()).containsExactly(gradient, within(RELATIVE * max(gradient)));
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void itsMeasurementHasTheShapeThatItSays(ForwardOperator operator) {
        long[] parameters =
                operator.parameterShape(IMAGE).map(shape -> shape.batch(N)).orElse(null);
        assertThat(operator.apply(new ShapeOps(), IMAGE.batch(N), parameters, IMAGE))
                .containsExactly(operator.measurementShape(IMAGE).batch(N));
        assertThat(operator.adjoint(
                        new ShapeOps(), operator.measurementShape(IMAGE).batch(N), parameters, IMAGE))
                .containsExactly(IMAGE.batch(N));
    }

    @ParameterizedTest
    @MethodSource("operators")
    void itsParametersDependOnTheSeedAlone(ForwardOperator operator) {
        float[] drawn = operator.drawParameters(IMAGE, 5);
        assertThat(drawn)
                .hasSize(operator.parameterShape(IMAGE).map(ImageShape::size).orElse(0));
        assertThat(operator.drawParameters(IMAGE, 5)).isEqualTo(drawn);
        for (float value : drawn) {
            assertThat(value).isFinite();
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void itTravelsToWorkers(ForwardOperator operator) throws Exception {
        assertThat(Examples.sent(operator)).isEqualTo(operator);
    }

    private static TorchTensor parameters(TorchOps ops, ForwardOperator operator, int input) {
        return operator.parameterShape(IMAGE).isPresent() ? ops.input(input) : null;
    }

    private static double[] apply(Float64 function, ForwardOperator operator, double[] x) {
        return function.apply(with(operator, new Values(x, IMAGE.batch(N))))
                .get(0)
                .values();
    }

    private static Values[] with(ForwardOperator operator, Values... data) {
        return Stream.concat(
                        Stream.of(data),
                        operator.parameterShape(IMAGE).stream()
                                .map(shape -> new Values(drawn(operator), shape.batch(N))))
                .toArray(Values[]::new);
    }

    private static double[] drawn(ForwardOperator operator) {
        return IntStream.range(0, N)
                .mapToObj(i -> operator.drawParameters(IMAGE, i))
                .flatMapToDouble(values -> IntStream.range(0, values.length).mapToDouble(i -> values[i]))
                .toArray();
    }

    private static double[] normal(long seed, int size) {
        float[] values = Seeds.normal(seed, N * size);
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    private static double max(double[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> Math.abs(values[i]))
                .max()
                .orElseThrow();
    }
}
