package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.ParameterSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Inputs and parameters of functions are bound by name, independently of their order. */
class NamedInputsTest {
    private static final ImageShape PAIR = new ImageShape(1, 1, 2);
    private static final TorchEngine ENGINE = TorchEngine.cpu();
    /** x - σ y. */
    private static final TorchFunction FUNCTION = TorchFunction.of(ENGINE, "difference", Map.of(), ops -> {
        assertThat(ops.input("operator", Optional.empty())).isNull();
        TorchTensor scaled = ops.multiply(ops.input("sigma"), ops.input("y", PAIR));
        return ops.subtract(ops.input("x", PAIR), scaled);
    });

    @AfterAll
    static void close() {
        FUNCTION.close();
    }

    @Test
    void bindsByNameAndNotByOrder() {
        assertThat(FUNCTION.value(2, Map.of("x", pairs(9), "y", pairs(1), "sigma", new float[] {1, 2})))
                .containsExactly(8, 8, 7, 7);
        assertThat(FUNCTION.value(
                        2, Map.of("sigma", new float[] {1, 2}, "y", pairs(1), "x", pairs(9), "operator", new float[0])))
                .containsExactly(8, 8, 7, 7);
    }

    @Test
    void rejectsMissingAndUnknownInputsWithTheValidNames() {
        assertThatThrownBy(() -> FUNCTION.value(2, Map.of("x", pairs(1), "sigma", new float[2])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("difference.evaluate needs inputs [sigma, x, y], but was given [sigma, x]");
        assertThatThrownBy(() -> FUNCTION.value(
                        2, Map.of("x", pairs(1), "y", pairs(1), "sigma", new float[2], "noise", new float[0])))
                .hasMessage("difference.evaluate needs inputs [sigma, x, y], but was given [noise, sigma, x, y]");
    }

    @Test
    void rejectsInputsOfAnotherSizeWithTheExpectedShape() {
        assertThatThrownBy(() -> FUNCTION.value(2, Map.of("x", pairs(1), "y", pairs(1), "sigma", new float[3])))
                .hasMessage("difference.evaluate: input 'sigma' must have 2 values for shape [2, 1, 1, 1], was 3");
        assertThatThrownBy(() -> FUNCTION.value(
                        2, Map.of("x", pairs(1), "y", pairs(1), "sigma", new float[2], "operator", new float[2])))
                .hasMessage("difference.evaluate: input 'operator' must have 0 values for shape [2, 0], was 2");
        assertThatThrownBy(() -> FUNCTION.value(0, Map.of()))
                .hasMessage("difference.evaluate: the number of images must be at least 1, was 0");
    }

    @Test
    void anInputHasOneShape() {
        Function<TorchOps, TorchTensor> twice = ops -> ops.add(ops.input("x", PAIR), ops.input("x"));
        assertThatThrownBy(() -> TorchFunction.of(ENGINE, "twice", Map.of(), twice))
                .hasMessage("input 'x' is used with shapes [-1, 1, 1, 2] and [-1, 1, 1, 1]");
    }

    /** a - b, with the parameters first used as b and a, of a set that has more and in another order. */
    @Test
    void bindsParametersByName() {
        TorchProgram.Builder builder = TorchProgram.builder("parameters").function("difference", ops -> {
            TorchTensor b = ops.parameter("net/b", Init.ONE, 1);
            return Map.of("difference", ops.subtract(ops.parameter("net/a", Init.ONE, 1), b));
        });
        try (TorchProgram program = builder.compile(ENGINE);
                ParameterSet net = set(spec("a", 1), spec("unused", 3), spec("b", 1));
                ParameterSet other = set(spec("a", 1), spec("c", 1));
                ParameterSet wide = set(spec("a", 1), spec("b", 2))) {
            assertThat(program.run("difference", Map.of("net", net), 1, Map.of())
                            .get("difference"))
                    .containsExactly('a' - 'b');
            assertThatThrownBy(() -> program.run("difference", Map.of("net", other), 1, Map.of()))
                    .hasMessage("parameters.difference: net needs parameter b of shape [1], but the set has no such"
                            + " parameter");
            assertThatThrownBy(() -> program.run("difference", Map.of("net", wide), 1, Map.of()))
                    .hasMessageContaining("net needs parameter b of shape [1], but the set has shape [2]");
            assertThatThrownBy(() -> program.run("difference", Map.of(), 1, Map.of()))
                    .hasMessage("parameters.difference needs parameter set 'net', but was given []");
            assertThatThrownBy(() -> program.run("sum", Map.of(), 1, Map.of()))
                    .hasMessage("parameters has no function 'sum', only [difference]");
        }
    }

    private static ParameterSpec spec(String name, long size) {
        return new ParameterSpec(name, Init.ONE, size);
    }

    private static ParameterSet set(ParameterSpec... specs) {
        return ParameterSet.of(ENGINE, List.of(specs), ParameterValues.arrays(spec -> {
            float[] values = new float[(int) spec.size()];
            java.util.Arrays.fill(values, spec.name().charAt(0));
            return values;
        }));
    }

    private static float[] pairs(float value) {
        return new float[] {value, value, value, value};
    }
}
