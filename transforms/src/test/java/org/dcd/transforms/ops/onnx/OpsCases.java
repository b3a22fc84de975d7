package org.dcd.transforms.ops.onnx;

import static org.dcd.transforms.ops.Shapes.BATCH;

import java.util.List;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.torch.TorchFunction;

/** Every operation of {@code Ops}, on values small enough to compute by hand. */
final class OpsCases {
    private static final String PREFIX = TorchFunction.PREFIX;

    private OpsCases() {}

    static List<OpsCase> all() {
        float[] flat = {1, 2, 3, 4};
        return List.of(
                new OpsCase(
                        "parameter",
                        (o, x) -> o.multiply(x, o.parameter(PREFIX + "two", Init.ONE, 2)),
                        pairs(),
                        flat,
                        2,
                        6,
                        6,
                        12),
                new OpsCase(
                        "constant",
                        (o, x) -> o.add(x, o.constant(new float[] {10, 20}, 1, 2)),
                        pairs(),
                        flat,
                        11,
                        22,
                        13,
                        24),
                new OpsCase("add", (o, x) -> o.add(x, x), pairs(), flat, 2, 4, 6, 8),
                new OpsCase(
                        "subtract",
                        (o, x) -> o.subtract(o.constant(new float[] {1}, 1), x),
                        pairs(),
                        flat,
                        0,
                        -1,
                        -2,
                        -3),
                new OpsCase("multiply", (o, x) -> o.multiply(x, x), pairs(), flat, 1, 4, 9, 16),
                new OpsCase(
                        "divide", (o, x) -> o.divide(o.constant(new float[] {12}, 1), x), pairs(), flat, 12, 6, 4, 3),
                new OpsCase("add value", (o, x) -> o.add(x, 0.5), pairs(), flat, 1.5, 2.5, 3.5, 4.5),
                new OpsCase("multiply factor", (o, x) -> o.multiply(x, -2), pairs(), flat, -2, -4, -6, -8),
                new OpsCase(
                        "exp",
                        (o, x) -> o.exp(x),
                        pairs(),
                        new float[] {0, 1, -1, 2},
                        1,
                        Math.E,
                        1 / Math.E,
                        Math.exp(2)),
                new OpsCase("log", (o, x) -> o.log(x), pairs(), flat, 0, Math.log(2), Math.log(3), Math.log(4)),
                new OpsCase("sqrt", (o, x) -> o.sqrt(x), pairs(), new float[] {0, 1, 4, 2}, 0, 1, 2, Math.sqrt(2)),
                new OpsCase("abs", (o, x) -> o.abs(x), pairs(), new float[] {-1, 0, 2, -3}, 1, 0, 2, 3),
                new OpsCase(
                        "sin", (o, x) -> o.sin(x), pairs(), flat, Math.sin(1), Math.sin(2), Math.sin(3), Math.sin(4)),
                new OpsCase(
                        "cos", (o, x) -> o.cos(x), pairs(), flat, Math.cos(1), Math.cos(2), Math.cos(3), Math.cos(4)),
                new OpsCase(
                        "silu", (o, x) -> o.silu(x), pairs(), new float[] {0, 1, -1, 3}, 0, silu(1), silu(-1), silu(3)),
                new OpsCase("atLeast", (o, x) -> o.atLeast(x, 2.5), pairs(), flat, 2.5, 2.5, 3, 4),
                new OpsCase("step", (o, x) -> o.step(o.add(x, -2)), pairs(), flat, 0, 0, 1, 1),
                new OpsCase("atMost", (o, x) -> o.atMost(x, 2.5), pairs(), flat, 1, 2, 2.5, 2.5),
                new OpsCase(
                        "atLeast keeps NaN",
                        (o, x) -> o.atLeast(x, 0),
                        pairs(),
                        new float[] {Float.NaN, -1, 1, 2},
                        Double.NaN,
                        0,
                        1,
                        2),
                new OpsCase(
                        "atMost keeps NaN",
                        (o, x) -> o.atMost(x, 0),
                        pairs(),
                        new float[] {Float.NaN, -1, 1, 2},
                        Double.NaN,
                        -1,
                        0,
                        0),
                new OpsCase("sum", (o, x) -> o.sum(x, 1), pairs(), flat, 3, 7),
                new OpsCase("sum of two", (o, x) -> o.sum(x, 2, 3), image(1, 2, 2), flat, 10),
                new OpsCase("sum from the end", (o, x) -> o.sum(x, -1), image(1, 2, 2), flat, 3, 7),
                new OpsCase("mean", (o, x) -> o.mean(x, 1), pairs(), flat, 1.5, 3.5),
                new OpsCase("mean of three", (o, x) -> o.mean(x, 1, 2, 3), image(2, 1, 2), flat, 2.5),
                new OpsCase("detach", (o, x) -> o.detach(x), pairs(), flat, 1, 2, 3, 4),
                new OpsCase(
                        "reshape", (o, x) -> o.transpose(o.reshape(x, 0, 2, -1), 0, 2, 1), row(4), flat, 1, 3, 2, 4),
                new OpsCase("transpose", (o, x) -> o.transpose(x, 0, 3, 1, 2), image(2, 1, 2), flat, 1, 3, 2, 4),
                new OpsCase(
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
                new OpsCase("narrow", (o, x) -> o.narrow(x, 1, 1, 2), row(4), flat, 2, 3),
                new OpsCase("narrow last", (o, x) -> o.narrow(x, -1, 0, 1), image(1, 2, 2), flat, 1, 3),
                new OpsCase(
                        "matmul",
                        (o, x) -> o.matmul(o.reshape(x, 0, 2, 2), o.parameter(PREFIX + "four", Init.ONE, 2, 2)),
                        row(4),
                        flat,
                        7,
                        10,
                        15,
                        22),
                new OpsCase(
                        "matmul from the left",
                        (o, x) -> o.matmul(o.constant(new float[] {1, 2, 3, 4, 5, 6}, 3, 2), x),
                        image(1, 2, 2),
                        flat,
                        7,
                        10,
                        15,
                        22,
                        23,
                        34),
                new OpsCase(
                        "softmax",
                        (o, x) -> o.softmax(x),
                        pairs(),
                        new float[] {0, 0, 0, 1},
                        0.5,
                        0.5,
                        1 / (1 + Math.E),
                        Math.E / (1 + Math.E)),
                new OpsCase(
                        "linear",
                        (o, x) -> o.linear(
                                x,
                                o.parameter(PREFIX + "four", Init.ONE, 2, 2),
                                o.parameter(PREFIX + "two", Init.ONE, 2)),
                        pairs(),
                        flat,
                        7,
                        14,
                        13,
                        28),
                new OpsCase(
                        "conv2d",
                        (o, x) -> o.conv2d(x, o.parameter(PREFIX + "kernel", Init.ONE, 1, 1, 2, 2), null, 1, 0),
                        image(1, 2, 2),
                        flat,
                        30),
                new OpsCase(
                        "conv2d strided",
                        (o, x) -> o.conv2d(
                                x,
                                o.parameter(PREFIX + "kernel", Init.ONE, 1, 1, 2, 2),
                                o.constant(new float[] {1}, 1),
                                2,
                                1),
                        image(1, 2, 2),
                        flat,
                        5,
                        7,
                        7,
                        5),
                new OpsCase(
                        "conv2d of a wide kernel",
                        (o, x) -> o.conv2d(x, o.parameter(PREFIX + "wide", Init.ONE, 1, 1, 1, 2), null, 1, 0, 1),
                        image(1, 2, 2),
                        flat,
                        2,
                        5,
                        2,
                        6,
                        11,
                        4),
                new OpsCase(
                        "maxPool2d",
                        (o, x) -> o.maxPool2d(x, 3, 1, 1),
                        image(1, 2, 2),
                        new float[] {-4, -3, -2, -1},
                        -1,
                        -1,
                        -1,
                        -1),
                new OpsCase(
                        "maxPool2d strided",
                        (o, x) -> o.maxPool2d(x, 2, 2, 0),
                        image(1, 2, 4),
                        new float[] {1, 2, 3, 9, 5, 0, 4, 7},
                        5,
                        9),
                new OpsCase(
                        "averagePool2d",
                        (o, x) -> o.averagePool2d(x, 3),
                        image(1, 1, 4),
                        new float[] {1, 2, 3, 10},
                        1.5,
                        2,
                        5,
                        6.5),
                new OpsCase(
                        "filter2d",
                        (o, x) -> o.filter2d(x, new float[] {0, 0, 0, 0, 1, 2, 0, 0, 0}, 1, 1),
                        image(2, 1, 2),
                        flat,
                        5,
                        2,
                        11,
                        4),
                new OpsCase(
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
                new OpsCase("downsample2", (o, x) -> o.downsample2(x), image(1, 2, 2), flat, 2.5),
                new OpsCase(
                        "groupNorm",
                        (o, x) -> o.groupNorm(
                                x, 1, 0, o.parameter(PREFIX + "two", Init.ONE, 2), o.constant(new float[] {1, -1}, 2)),
                        image(2, 1, 1),
                        new float[] {1, 3},
                        -1,
                        2),
                new OpsCase(
                        "groupNorm of groups",
                        (o, x) -> o.groupNorm(
                                x, 2, 1e-6, o.parameter(PREFIX + "two", Init.ONE, 2), o.constant(new float[2], 2)),
                        image(2, 1, 2),
                        new float[] {1, 3, -5, 5},
                        -2,
                        2,
                        -3,
                        3),
                new OpsCase("dropout", (o, x) -> o.dropout(x, 0.5), pairs(), flat, 1, 2, 3, 4));
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
}
