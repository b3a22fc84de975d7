package org.dcd.transforms.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dcd.transforms.onnx.OnnxGraph.BATCH;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.dcd.transforms.ops.Init;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class OnnxOpsTest {
    private static final Offset<Float> CLOSE = Offset.offset(2e-6f);
    private static final Map<String, float[]> WEIGHTS =
            Map.of("two", new float[] {2, 3}, "four", new float[] {1, 2, 3, 4}, "nan", new float[] {Float.NaN});

    /** One operation on values small enough to compute by hand. */
    private record Case(
            String name, BiFunction<OnnxOps, OnnxValue, OnnxValue> body, long[] shape, float[] x, double... expected) {
        byte[] model() {
            return TinyModels.expression(body, WEIGHTS, shape);
        }

        void check() {
            int n = x.length / (int) Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
            try (OrtModel model = OrtModel.open(name, model(), OrtOptions.cpu(1).withBatch(n))) {
                float[] y = model.run(n, Map.of("x", x), "y").floats("y");
                assertThat(y).hasSize(expected.length);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(y[i]).as("element " + i).isCloseTo((float) expected[i], CLOSE);
                }
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> operationsGiveHandComputedValues() {
        return cases().map(one -> DynamicTest.dynamicTest(one.name(), one::check));
    }

    @Test
    void theOfficialCheckerAcceptsEveryOperation() throws Exception {
        OnnxChecker.requireAccepted(cases().map(Case::model).toList());
    }

    private static Stream<Case> cases() {
        float[] flat = {1, 2, 3, 4};
        return Stream.of(
                new Case(
                        "parameter",
                        (o, x) -> o.multiply(x, o.parameter("two", Init.ONE, 2)),
                        pairs(),
                        flat,
                        2,
                        6,
                        6,
                        12),
                new Case(
                        "constant",
                        (o, x) -> o.add(x, o.constant(new float[] {10, 20}, 1, 2)),
                        pairs(),
                        flat,
                        11,
                        22,
                        13,
                        24),
                new Case("add", (o, x) -> o.add(x, x), pairs(), flat, 2, 4, 6, 8),
                new Case(
                        "subtract",
                        (o, x) -> o.subtract(o.constant(new float[] {1}, 1), x),
                        pairs(),
                        flat,
                        0,
                        -1,
                        -2,
                        -3),
                new Case("multiply", (o, x) -> o.multiply(x, x), pairs(), flat, 1, 4, 9, 16),
                new Case("divide", (o, x) -> o.divide(o.constant(new float[] {12}, 1), x), pairs(), flat, 12, 6, 4, 3),
                new Case("add value", (o, x) -> o.add(x, 0.5), pairs(), flat, 1.5, 2.5, 3.5, 4.5),
                new Case("multiply factor", (o, x) -> o.multiply(x, -2), pairs(), flat, -2, -4, -6, -8),
                new Case(
                        "exp",
                        (o, x) -> o.exp(x),
                        pairs(),
                        new float[] {0, 1, -1, 2},
                        1,
                        Math.E,
                        1 / Math.E,
                        Math.exp(2)),
                new Case("log", (o, x) -> o.log(x), pairs(), flat, 0, Math.log(2), Math.log(3), Math.log(4)),
                new Case("sqrt", (o, x) -> o.sqrt(x), pairs(), new float[] {0, 1, 4, 2}, 0, 1, 2, Math.sqrt(2)),
                new Case("abs", (o, x) -> o.abs(x), pairs(), new float[] {-1, 0, 2, -3}, 1, 0, 2, 3),
                new Case("sin", (o, x) -> o.sin(x), pairs(), flat, Math.sin(1), Math.sin(2), Math.sin(3), Math.sin(4)),
                new Case("cos", (o, x) -> o.cos(x), pairs(), flat, Math.cos(1), Math.cos(2), Math.cos(3), Math.cos(4)),
                new Case(
                        "silu", (o, x) -> o.silu(x), pairs(), new float[] {0, 1, -1, 3}, 0, silu(1), silu(-1), silu(3)),
                new Case("atLeast", (o, x) -> o.atLeast(x, 2.5), pairs(), flat, 2.5, 2.5, 3, 4),
                new Case("atMost", (o, x) -> o.atMost(x, 2.5), pairs(), flat, 1, 2, 2.5, 2.5),
                new Case(
                        "atLeast keeps NaN",
                        (o, x) -> o.atLeast(x, 0),
                        pairs(),
                        new float[] {Float.NaN, -1, 1, 2},
                        Double.NaN,
                        0,
                        1,
                        2),
                new Case(
                        "atMost keeps NaN",
                        (o, x) -> o.atMost(x, 0),
                        pairs(),
                        new float[] {Float.NaN, -1, 1, 2},
                        Double.NaN,
                        -1,
                        0,
                        0),
                new Case("sum", (o, x) -> o.sum(x, 1), pairs(), flat, 3, 7),
                new Case("sum of two", (o, x) -> o.sum(x, 2, 3), image(1, 2, 2), flat, 10),
                new Case("sum from the end", (o, x) -> o.sum(x, -1), image(1, 2, 2), flat, 3, 7),
                new Case("mean", (o, x) -> o.mean(x, 1), pairs(), flat, 1.5, 3.5),
                new Case("mean of three", (o, x) -> o.mean(x, 1, 2, 3), image(2, 1, 2), flat, 2.5),
                new Case("detach", (o, x) -> o.detach(x), pairs(), flat, 1, 2, 3, 4),
                new Case("reshape", (o, x) -> o.transpose(o.reshape(x, 0, 2, -1), 0, 2, 1), row(4), flat, 1, 3, 2, 4),
                new Case("transpose", (o, x) -> o.transpose(x, 0, 3, 1, 2), image(2, 1, 2), flat, 1, 3, 2, 4),
                new Case(
                        "concat",
                        (o, x) -> o.concat(1, List.of(x, o.multiply(x, 10))),
                        pairs(),
                        flat,
                        1,
                        2,
                        10,
                        20,
                        3,
                        4,
                        30,
                        40),
                new Case("narrow", (o, x) -> o.narrow(x, 1, 1, 2), row(4), flat, 2, 3),
                new Case("narrow last", (o, x) -> o.narrow(x, -1, 0, 1), image(1, 2, 2), flat, 1, 3),
                new Case(
                        "matmul",
                        (o, x) -> o.matmul(o.reshape(x, 0, 2, 2), o.parameter("four", Init.ONE, 2, 2)),
                        row(4),
                        flat,
                        7,
                        10,
                        15,
                        22),
                new Case(
                        "softmax",
                        (o, x) -> o.softmax(x),
                        pairs(),
                        new float[] {0, 0, 0, 1},
                        0.5,
                        0.5,
                        1 / (1 + Math.E),
                        Math.E / (1 + Math.E)),
                new Case(
                        "linear",
                        (o, x) -> o.linear(x, o.parameter("four", Init.ONE, 2, 2), o.parameter("two", Init.ONE, 2)),
                        pairs(),
                        flat,
                        7,
                        14,
                        13,
                        28),
                new Case(
                        "conv2d",
                        (o, x) -> o.conv2d(x, o.parameter("four", Init.ONE, 1, 1, 2, 2), null, 1, 0),
                        image(1, 2, 2),
                        flat,
                        30),
                new Case(
                        "conv2d strided",
                        (o, x) -> o.conv2d(
                                x, o.parameter("four", Init.ONE, 1, 1, 2, 2), o.constant(new float[] {1}, 1), 2, 1),
                        image(1, 2, 2),
                        flat,
                        5,
                        7,
                        7,
                        5),
                new Case(
                        "filter2d",
                        (o, x) -> o.filter2d(x, new float[] {0, 0, 0, 0, 1, 2, 0, 0, 0}, 1, 1),
                        image(2, 1, 2),
                        flat,
                        5,
                        2,
                        11,
                        4),
                new Case(
                        "upsample2",
                        (o, x) -> o.upsample2(x),
                        image(1, 1, 2),
                        new float[] {1, 2},
                        1,
                        1,
                        2,
                        2,
                        1,
                        1,
                        2,
                        2),
                new Case("downsample2", (o, x) -> o.downsample2(x), image(1, 2, 2), flat, 2.5),
                new Case(
                        "groupNorm",
                        (o, x) -> o.groupNorm(
                                x, 1, 0, o.parameter("two", Init.ONE, 2), o.constant(new float[] {1, -1}, 2)),
                        image(2, 1, 1),
                        new float[] {1, 3},
                        -1,
                        2),
                new Case(
                        "groupNorm of groups",
                        (o, x) -> o.groupNorm(x, 2, 1e-6, o.parameter("two", Init.ONE, 2), o.constant(new float[2], 2)),
                        image(2, 1, 2),
                        new float[] {1, 3, -5, 5},
                        -2,
                        2,
                        -3,
                        3),
                new Case("dropout", (o, x) -> o.dropout(x, 0.5), pairs(), flat, 1, 2, 3, 4));
    }

    private static long[] pairs() {
        return new long[] {BATCH, 2};
    }

    private static long[] row(long length) {
        return new long[] {BATCH, length};
    }

    private static long[] image(long... chw) {
        return new long[] {BATCH, chw[0], chw[1], chw[2]};
    }

    private static double silu(double x) {
        return x / (1 + Math.exp(-x));
    }

    @Test
    void broadcastsABatchedLevelOverImages() {
        byte[] bytes = TinyModels.expression((o, x) -> o.multiply(x, o.mean(x, 1, 2, 3)), Map.of(), image(1, 1, 2));
        try (OrtModel model = OrtModel.open("broadcast", bytes, OrtOptions.cpu(1))) {
            assertThat(model.run(2, Map.of("x", new float[] {1, 3, 2, 2}), "y").floats("y"))
                    .containsExactly(2, 6, 4, 4);
        }
    }

    @Test
    void refusesWeightsThatAreMissingMisshapenOrNotFinite() {
        OnnxOps ops = new OnnxOps(new OnnxGraph("g"), WEIGHTS);

        assertThatThrownBy(() -> ops.parameter("three", Init.ONE, 3))
                .hasMessageContaining("no weights")
                .hasMessageContaining("three");
        assertThatThrownBy(() -> ops.parameter("two", Init.ONE, 3))
                .hasMessageContaining("two has 2 values")
                .hasMessageContaining("needs 3");
        assertThatThrownBy(() -> ops.parameter("nan", Init.ONE, 1))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("nan is NaN at 0");
    }

    @Test
    void refusesShapesThatDoNotFit() {
        OnnxGraph graph = new OnnxGraph("g");
        OnnxOps ops = new OnnxOps(graph, WEIGHTS);
        OnnxValue x = graph.input("x", OnnxGraph.Type.FLOAT, image(3, 4, 4));

        assertThatThrownBy(() -> ops.add(x, ops.constant(new float[5], 5))).hasMessageContaining("cannot broadcast");
        assertThatThrownBy(() -> ops.reshape(x, 0, 5, -1)).hasMessageContaining("cannot reshape");
        assertThatThrownBy(() -> ops.groupNorm(x, 2, 1e-6, x, x)).hasMessageContaining("2 groups");
        assertThatThrownBy(() -> ops.narrow(x, 1, 2, 2)).hasMessageContaining("cannot take 2 elements from 2");
        assertThatThrownBy(() -> ops.conv2d(x, ops.parameter("four", Init.ONE, 2, 2, 1, 1), null, 1, 0))
                .hasMessageContaining("conv2d cannot apply");
        assertThatThrownBy(() -> ops.linear(x, x, x)).hasMessageContaining("linear needs");
    }
}
