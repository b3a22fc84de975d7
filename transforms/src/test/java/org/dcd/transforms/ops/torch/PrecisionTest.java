package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.Condition;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.Mlp;
import org.dcd.transforms.model.Preconditioning;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionTest {
    private static final String NET = "net";
    private static final ImageShape SHAPE = new ImageShape(3, 8, 8);
    private static final int N = 4;
    private static final Map<String, float[]> INPUTS = Map.of(
            "x",
            Seeds.normal(1, N * SHAPE.size()),
            "sigma",
            new float[] {0.2f, 0.5f, 1, 3},
            "e",
            Seeds.normal(2, N * SHAPE.size()));

    /** Denoised images and gradients of a squared error with respect to all weights. */
    private static Map<String, float[]> evaluate(Denoiser network, Precision precision) {
        TorchProgram.Builder builder = TorchProgram.builder("precision", precision)
                .function("gradients", ops -> {
                    ops.train(NET);
                    TorchTensor denoised = Preconditioning.denoise(
                            ops,
                            network,
                            NET + "/model.",
                            SHAPE,
                            ops.input("x", SHAPE),
                            ops.input("sigma"),
                            Condition.none());
                    TorchTensor error = ops.subtract(denoised, ops.input("e", SHAPE));
                    TorchTensor loss = ops.mean(ops.multiply(error, error), 0, 1, 2, 3);
                    List<TorchTensor> gradients = ops.gradients(loss.code(), ops.used(NET));
                    Map<String, TorchTensor> results = new LinkedHashMap<>();
                    results.put("denoised", denoised);
                    for (int i = 0; i < gradients.size(); i++) {
                        results.put(
                                ops.parameters(NET).get(i).name(),
                                ops.let("torch.contiguous(" + gradients.get(i) + ")"));
                    }
                    return results;
                });
        TorchEngine engine = TorchEngine.cpu();
        try (TorchProgram program = builder.compile(engine);
                ParameterSet weights = ParameterSet.of(
                        engine, builder.parameters("gradients", NET), ParameterValues.arrays(PrecisionTest::initial))) {
            return program.run("gradients", Map.of(NET, weights), N, INPUTS);
        }
    }

    /** Weights without those close to zero, whose gradients would vanish. */
    private static float[] initial(ParameterSpec spec) {
        boolean almostZero = spec.init() instanceof Init.XavierUniform xavier && xavier.scale() < 1;
        ParameterSpec drawn = almostZero ? new ParameterSpec(spec.name(), Init.XAVIER, spec.shape()) : spec;
        return Initialiser.draw(drawn, new Seeds(3));
    }

    private static double relative(float[] actual, float[] expected) {
        double difference = IntStream.range(0, actual.length)
                .mapToDouble(i -> Math.pow((double) actual[i] - expected[i], 2))
                .sum();
        double norm = IntStream.range(0, expected.length)
                .mapToDouble(i -> Math.pow(expected[i], 2))
                .sum();
        return Math.sqrt(difference / norm);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gradientsInBfloat16AreThoseOfFloat32UpToRounding(boolean convolutions) {
        Denoiser network = convolutions ? new SongUNet(16, List.of(1, 2), 1, List.of(4), 0) : new Mlp(64, 3);
        Map<String, float[]> exact = evaluate(network, Precision.FLOAT32);
        Map<String, float[]> reduced = evaluate(network, Precision.BFLOAT16);
        assertThat(reduced.keySet()).isEqualTo(exact.keySet());
        reduced.forEach((name, values) -> {
            double difference = relative(values, exact.get(name));
            // some tens of roundings in sequence
            assertThat(difference).as(name).isLessThan(40 * Precision.BFLOAT16.roundoff());
        });
        // the precision is in use, and not float32
        assertThat(relative(reduced.get("denoised"), exact.get("denoised")))
                .isGreaterThan(Precision.BFLOAT16.roundoff() / 30);
    }

    @Test
    void resultsOfBackbonesAreFloat32() {
        // the denoised images would have 8 significant bits
        float[] denoised = evaluate(new Mlp(64, 3), Precision.BFLOAT16).get("denoised");
        assertThat(IntStream.range(0, denoised.length)
                        .filter(i -> (Float.floatToRawIntBits(denoised[i]) & 0xFFFF) != 0)
                        .count())
                .isGreaterThan(denoised.length / 2);
    }

    /** One step of f(w) = factor · w · x in float16; its state. */
    private static Map<String, float[]> step(float factor, Map<String, Tensor> start, int number) throws IOException {
        NetworkTraining.Network network = new NetworkTraining.Network("scaled", NET, ops -> {
            TorchTensor weight = ops.parameter(NET + "/w", Init.ONE, 1, 1);
            TorchTensor product = ops.backbone(() -> ops.linear(ops.input("x", -1, 1), weight, null));
            return ops.mean(ops.multiply(product, factor), 0, 1);
        });
        NetworkTraining.Settings settings =
                new NetworkTraining.Settings(new Adam(0, 0.999, 1e-8, 0), Precision.FLOAT16, 1);
        try (NetworkTraining training = new NetworkTraining(
                TorchDevices.cpus(1), network, settings, false, ParameterValues.arrays(spec -> new float[] {2}))) {
            if (!start.isEmpty()) {
                training.restore(start);
            }
            TrainingStep step = training.step(1, Map.of("x", new float[] {1}), new StepSettings(number, 0.5));
            Map<String, float[]> state = new LinkedHashMap<>();
            Map<String, Tensor> tensors = Minimiser.copy(training);
            tensors.forEach((name, tensor) -> state.put(name, tensor.floats()));
            state.put("norm", new float[] {(float) step.gradientNorm()});
            state.put("loss", new float[] {(float) step.loss()});
            start.clear();
            start.putAll(tensors);
            return state;
        }
    }

    @Test
    void theLossScaleCancelsInFloat16() throws IOException {
        Map<String, float[]> state = step(1e-6f, new LinkedHashMap<>(), 1);
        // Without the scale, 1e-6 is subnormal in float16 and loses most of its bits.
        assertThat(state.get("norm")[0]).isCloseTo(1e-6f, offset(1e-9f));
        assertThat(state.get("loss")[0]).isCloseTo(2e-6f, offset(1e-9f));
        assertThat(state.get("net/w")[0]).isCloseTo(1.5f, offset(0.01f));
        assertThat(state.get("net_scale/scale")).containsExactly(65536);
        assertThat(state.get("net_scale/finite-steps")).containsExactly(1);
    }

    @Test
    void anOverflowSkipsTheUpdateAndHalvesTheScale() throws IOException {
        Map<String, Tensor> state = new LinkedHashMap<>();
        Map<String, float[]> first = step(4, state, 1);
        assertThat(first.get("norm")[0]).isNotFinite();
        assertThat(first.get("net/w")).containsExactly(2);
        assertThat(first.get("net_scale/scale")).containsExactly(32768);
        assertThat(first.get("net_scale/finite-steps")).containsExactly(0);
        Map<String, float[]> second = step(1.5f, state, 2);
        assertThat(second.get("norm")[0]).isEqualTo(1.5f);
        assertThat(second.get("net_scale/scale")).containsExactly(32768);
    }

    @Test
    void theScaleGrowsAfterManyFiniteSteps() throws IOException {
        Map<String, Tensor> state = new LinkedHashMap<>();
        step(1e-3f, state, 1);
        state.put("net_scale/finite-steps", Tensor.of(new float[] {1999}, 1));
        Map<String, float[]> next = step(1e-3f, state, 2);
        assertThat(next.get("net_scale/scale")).containsExactly(131072);
        assertThat(next.get("net_scale/finite-steps")).containsExactly(0);
    }
}
