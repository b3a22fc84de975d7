package org.dcd.transforms.ops.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.function.BiFunction;
import org.assertj.core.data.Offset;
import org.dcd.transforms.ops.Ops;

/**
 * One operation with its expected result.
 *
 * @param body of any back end
 * @param shape of x, with the batch first
 */
record OpsCase(String name, BiFunction<Ops<Object>, Object, Object> body, long[] shape, float[] x, double... expected) {
    static final Map<String, float[]> WEIGHTS = Map.of(
            "two",
            new float[] {2, 3},
            "four",
            new float[] {1, 2, 3, 4},
            "kernel",
            new float[] {1, 2, 3, 4},
            "wide",
            new float[] {1, 2});

    private static final Offset<Float> CLOSE = Offset.offset(2e-6f);

    @SuppressWarnings("unchecked") // the body knows its tensors only through the operations
    <T> T apply(Ops<T> ops, T input) {
        return (T) body.apply((Ops<Object>) ops, input);
    }

    /** Length of the batch. */
    int n() {
        return x.length / (int) Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
    }

    void check(float[] y) {
        assertThat(y).as(name).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(y[i]).as(name + " at " + i).isCloseTo((float) expected[i], CLOSE);
        }
    }
}
