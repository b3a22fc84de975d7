package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Downsample;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.RandomMask;
import org.dcd.transforms.measurement.WaveletSigma;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ops.onnx.ExportedOperators;
import org.dcd.transforms.ops.torch.Float64.Values;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.train.TorchCorruptor;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract of every forward operator. */
class ForwardOperatorContractTest {
    private static final int N = 3;
    private static final double RELATIVE = 1e-9;
    /** Tolerance for matrices stored as floats. */
    private static final double ROUNDED = 1e-6;

    static Stream<Named<ForwardOperator>> operators() {
        return Examples.of(ForwardOperator.class);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void itIsLinear(ForwardOperator operator) {
        ImageShape image = Examples.image(operator);
        try (Float64 function = new Float64(
                ops -> List.of(operator.apply(ops, ops.input("x", image), parameters(ops, operator), image)))) {
            double[] x = normal(1, image.size());
            double[] z = normal(2, image.size());
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

    /** {@code <A x, v> = <x, Aᵀ v>} with Aᵀ v from autograd and from the operator. */
    @ParameterizedTest
    @MethodSource("operators")
    void itsGradientIsItsAdjoint(ForwardOperator operator) {
        ImageShape image = Examples.image(operator);
        try (Float64 function = new Float64(ops -> {
            TorchTensor x = ops.leaf(ops.input("x", image));
            TorchTensor y = operator.apply(ops, x, parameters(ops, operator), image);
            TorchTensor v = ops.input("v", operator.measurementShape(image));
            TorchTensor adjoint = operator.adjoint(ops, v, parameters(ops, operator), image);
            return List.of(y, ops.gradient(ops.multiply(y, v), x), adjoint);
        })) {
            ImageShape measured = operator.measurementShape(image);
            double[] x = normal(1, image.size());
            double[] v = normal(2, measured.size());
            List<Values> results = function.apply(
                    with(operator, Map.of("x", new Values(x, image.batch(N)), "v", new Values(v, measured.batch(N)))));
            double forwards = dot(results.get(0).values(), v);
            double[] gradient = results.get(1).values();
            assertThat(dot(x, gradient)).isCloseTo(forwards, within(RELATIVE * Math.abs(forwards)));
            assertThat(results.get(2).values()).containsExactly(gradient, within(RELATIVE * max(gradient)));
        }
    }

    /** A A⁺ A = A, for operators with exact A⁺. */
    @ParameterizedTest
    @MethodSource("operators")
    void aMeasurementOfThePseudoInverseIsTheMeasurement(ForwardOperator operator) {
        ImageShape image = Examples.image(operator);
        boolean exact =
                operator instanceof Identity || operator instanceof RandomMask || operator instanceof Downsample;
        try (Float64 function = new Float64(ops -> {
            TorchTensor parameters = parameters(ops, operator);
            TorchTensor y = operator.apply(ops, ops.input("x", image), parameters, image);
            TorchTensor back = operator.pseudoInverse(ops, y, parameters, image);
            return List.of(y, back, operator.apply(ops, back, parameters, image));
        })) {
            List<Values> results =
                    function.apply(with(operator, Map.of("x", new Values(normal(1, image.size()), image.batch(N)))));
            assertThat(results.get(1).shape()).containsExactly(image.batch(N));
            double[] y = results.get(0).values();
            if (exact) {
                assertThat(results.get(2).values()).containsExactly(y, within(ROUNDED * max(y)));
            } else {
                assertThat(results.get(2).values()).hasSameSizeAs(y);
                assertThat(dot(y, results.get(2).values())).isPositive();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void theExportComputesTheSame(ForwardOperator operator) {
        ImageShape image = Examples.image(operator);
        float[] x = Seeds.normal(1, N * image.size());
        float[] parameters = new MeasurementModel(operator, image).draw(N, i -> i);
        float[] expected;
        try (TorchFunction torch = TorchFunction.of(
                TorchEngine.cpu(),
                "operator",
                Map.of(),
                ops -> operator.apply(ops, ops.input("x", image), parameters(ops, operator), image))) {
            expected = torch.value(N, Map.of("x", x, "operator", parameters));
        }
        float[] exported = ExportedOperators.apply(operator, image, N, x, parameters);
        double largest = max(IntStream.range(0, expected.length)
                .mapToDouble(i -> expected[i])
                .toArray());
        assertThat(exported).containsExactly(expected, within((float) (1e-6 * largest)));
    }

    @ParameterizedTest
    @MethodSource("operators")
    void measurementsHaveTheDeclaredShape(ForwardOperator operator) {
        ImageShape image = Examples.image(operator);
        long[] parameters =
                operator.parameterShape(image).map(shape -> shape.batch(N)).orElse(null);
        assertThat(operator.apply(new ShapeOps(), image.batch(N), parameters, image))
                .containsExactly(operator.measurementShape(image).batch(N));
        assertThat(operator.adjoint(
                        new ShapeOps(), operator.measurementShape(image).batch(N), parameters, image))
                .containsExactly(image.batch(N));
    }

    /** For an argument of another width, and for one without batch dimension. */
    @ParameterizedTest
    @MethodSource("operators")
    void rejectsAWrongShapeWithOperatorAndBothShapes(ForwardOperator operator) {
        ImageShape image = Examples.image(operator);
        ImageShape measured = operator.measurementShape(image);
        MeasurementModel model = new MeasurementModel(operator, image);
        ShapeOps ops = new ShapeOps();
        long[] parameters =
                operator.parameterShape(image).map(shape -> shape.batch(N)).orElse(null);

        assertThat(model.apply(ops, image.batch(N), parameters)).containsExactly(measured.batch(N));
        assertThat(model.adjoint(ops, measured.batch(N), parameters)).containsExactly(image.batch(N));
        assertThat(model.pseudoInverse(ops, measured.batch(N), parameters)).containsExactly(image.batch(N));
        assertRefused(() -> model.apply(ops, wider(image), parameters), operator, "A(x)", image, wider(image));
        assertRefused(
                () -> model.adjoint(ops, wider(measured), parameters), operator, "Aᵀ(y)", measured, wider(measured));
        assertRefused(
                () -> model.pseudoInverse(ops, wider(measured), parameters),
                operator,
                "A⁺(y)",
                measured,
                wider(measured));
        long[] flat = {image.size()};
        assertRefused(() -> model.apply(ops, flat, parameters), operator, "A(x)", image, flat);
        assertThatThrownBy(() -> model.requireImages(new float[image.size()], 2))
                .hasMessageContaining(named(operator))
                .hasMessageEndingWith("was " + image.size());
    }

    @ParameterizedTest
    @MethodSource("operators")
    void rejectsWrongParametersWithTheOperator(ForwardOperator operator) {
        ImageShape image = Examples.image(operator);
        MeasurementModel model = new MeasurementModel(operator, image);
        ShapeOps ops = new ShapeOps();
        if (model.parameters().isEmpty()) {
            assertThatThrownBy(() -> model.apply(ops, image.batch(N), image.batch(N)))
                    .hasMessage(named(operator) + ", A(x): takes no parameters, some were given");
        } else {
            ImageShape drawn = model.parameters().get();
            assertThatThrownBy(() -> model.apply(ops, image.batch(N), null))
                    .hasMessageStartingWith(named(operator) + ", A(x): needs parameters [n, ");
            assertRefused(() -> model.apply(ops, image.batch(N), wider(drawn)), operator, "A(x)", drawn, wider(drawn));
        }
    }

    private static void assertRefused(
            ThrowingCallable call, ForwardOperator operator, String formula, ImageShape expected, long[] given) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(named(operator) + ", " + formula + ": expects ")
                .hasMessageContaining(
                        "[n, " + expected.channels() + ", " + expected.height() + ", " + expected.width() + "]")
                .hasMessageEndingWith("was " + Arrays.toString(given));
    }

    private static String named(ForwardOperator operator) {
        return "operator " + Registry.nameOf(operator);
    }

    private static long[] wider(ImageShape shape) {
        return new ImageShape(shape.channels(), shape.height(), shape.width() + 1).batch(N);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void parametersDependOnTheSeedOnly(ForwardOperator operator) {
        ImageShape image = Examples.image(operator);
        float[] drawn = operator.drawParameters(image, 5);
        assertThat(drawn)
                .hasSize(operator.parameterShape(image).map(ImageShape::size).orElse(0));
        assertThat(operator.drawParameters(image, 5)).isEqualTo(drawn);
        for (float value : drawn) {
            assertThat(value).isFinite();
        }
        if (drawn.length > 0) {
            assertThat(operator.drawParameters(image, 6)).isNotEqualTo(drawn);
        }
    }

    /** Measurements of a constant image have no detail except noise, unless the operator is declared as not smooth. */
    @ParameterizedTest
    @MethodSource("operators")
    void isAsSmoothAsDeclared(ForwardOperator operator) {
        double sigma = 0.05;
        int images = 50;
        ImageShape image = Examples.image(operator);
        ImageShape measured = operator.measurementShape(image);
        if (!WaveletSigma.supports(measured)) {
            assertThat(operator.isSmooth()).isFalse();
            return;
        }
        float[] flat = new float[images * image.size()];
        Arrays.fill(flat, 0.8f);
        long[] seeds = LongStream.range(0, images).toArray();
        double[] sigmas = new double[images];
        Arrays.fill(sigmas, sigma);
        float[] y;
        try (TorchCorruptor corruptor =
                new TorchCorruptor(Engines.best(), new Corruption(operator, new GaussianNoise(sigma)), image)) {
            y = corruptor.measure(flat, seeds, seeds, sigmas);
        }
        double estimate = IntStream.range(0, images)
                .mapToObj(i -> Arrays.copyOfRange(y, i * measured.size(), (i + 1) * measured.size()))
                .mapToDouble(values -> WaveletSigma.of(values, measured))
                .average()
                .orElseThrow();
        if (operator.isSmooth()) {
            assertThat(estimate).isCloseTo(sigma, within(0.2 * sigma));
        } else {
            assertThat(estimate).isGreaterThan(1.5 * sigma);
        }
    }

    @ParameterizedTest
    @MethodSource("operators")
    void survivesJavaSerialisation(ForwardOperator operator) throws Exception {
        assertThat(Examples.sent(operator)).isEqualTo(operator);
    }

    private static TorchTensor parameters(TorchOps ops, ForwardOperator operator) {
        return ops.input("operator", operator.parameterShape(Examples.image(operator)));
    }

    private static double[] apply(Float64 function, ForwardOperator operator, double[] x) {
        return function.apply(with(
                        operator,
                        Map.of("x", new Values(x, Examples.image(operator).batch(N)))))
                .get(0)
                .values();
    }

    private static Map<String, Values> with(ForwardOperator operator, Map<String, Values> inputs) {
        Map<String, Values> all = new HashMap<>(inputs);
        operator.parameterShape(Examples.image(operator))
                .ifPresent(shape -> all.put("operator", new Values(drawn(operator), shape.batch(N))));
        return all;
    }

    private static double[] drawn(ForwardOperator operator) {
        return IntStream.range(0, N)
                .mapToObj(i -> operator.drawParameters(Examples.image(operator), i))
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
