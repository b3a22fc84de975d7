package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.export.OnnxParity;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.loss.Standard;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.Mlp;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.teacher.TeacherProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MlpTest {
    private static final ImageShape PLANE = new ImageShape(2, 1, 1);
    private static final int BATCH = 256;
    private static final int STEPS = 1000;

    /** For x = ±a with equal chances, E[x | x + σn = y] = a tanh(⟨a, y⟩/σ²). */
    @Test
    void learnsThePosteriorMeanOfTwoPoints() {
        float[] a = {0.6f, -0.3f};
        ConditionedDenoiser denoiser = ConditionedDenoiser.ofTeacher(
                new Mlp(64, 3), new Standard(), new MeasurementModel(new Identity(), PLANE));
        Seeds seeds = new Seeds(3);
        try (NetworkTraining program = TeacherProgram.training(
                TorchDevices.of(TorchEngine.cpu()),
                denoiser,
                false,
                NetworkTraining.Settings.float32(new Adam(0.9, 0.999, 1e-8, 0), 1),
                ParameterValues.drawn(seeds))) {
            for (int step = 1; step <= STEPS; step++) {
                double rate = 2e-3 * 0.5 * (1 + Math.cos(Math.PI * step / STEPS));
                program.step(BATCH, batch(a, seeds, step), new StepSettings(step, rate, 0.99, 0));
            }
            Map<String, float[]> weights = new HashMap<>();
            program.average().values().forEach((name, tensor) -> weights.put(name, tensor.floats()));
            assertThat(meanSquaredError(denoiser, weights, batch(a, seeds, 0), a))
                    .isLessThan(0.02 * 0.02);
        }
    }

    private static Map<String, float[]> batch(float[] a, Seeds seeds, int step) {
        UniformRandomProvider signs = Seeds.stream(seeds.of("signs", step));
        float[] y = new float[BATCH * 2];
        float[] levels = Seeds.normal(seeds.of("levels", step), BATCH);
        for (int i = 0; i < BATCH; i++) {
            float sign = signs.nextBoolean() ? 1 : -1;
            y[2 * i] = sign * a[0];
            y[2 * i + 1] = sign * a[1];
            levels[i] = (float) Math.exp(-0.6 + 0.8 * levels[i]);
        }
        return Map.of(
                Objective.Y,
                y,
                Objective.DATA_SIGMA,
                new float[BATCH],
                Objective.SIGMA,
                levels,
                Objective.NOISE,
                Seeds.normal(seeds.of("noise", step), BATCH * 2));
    }

    private static double meanSquaredError(
            ConditionedDenoiser denoiser, Map<String, float[]> weights, Map<String, float[]> batch, float[] a) {
        float[] sigma = batch.get(Objective.SIGMA);
        float[] noise = batch.get(Objective.NOISE);
        float[] noisy = batch.get(Objective.Y).clone();
        for (int k = 0; k < noisy.length; k++) {
            noisy[k] += sigma[k / 2] * noise[k];
        }
        try (TorchFunction function = denoise(denoiser, weights)) {
            float[] denoised = function.value(BATCH, Map.of("x", noisy, "sigma", sigma));
            double sum = 0;
            for (int k = 0; k < denoised.length; k++) {
                int i = k / 2;
                double inner = a[0] * noisy[2 * i] + a[1] * noisy[2 * i + 1];
                double expected = a[k % 2] * Math.tanh(inner / (sigma[i] * sigma[i]));
                sum += (denoised[k] - expected) * (denoised[k] - expected);
            }
            return sum / denoised.length;
        }
    }

    private static TorchFunction denoise(ConditionedDenoiser denoiser, Map<String, float[]> weights) {
        String prefix = TorchFunction.PREFIX + "model.";
        return TorchFunction.of(
                TorchEngine.cpu(),
                "denoiser",
                weights,
                ops -> denoiser.denoise(ops, prefix, ops.input("x", PLANE), ops.input("sigma"), null));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void equalsOnnxRuntime(int frequencies) {
        ConditionedDenoiser denoiser = ConditionedDenoiser.of(new Mlp(16, 2, frequencies), PLANE);
        Map<String, float[]> weights = new HashMap<>();
        denoiser.summary()
                .parameters()
                .forEach(spec ->
                        weights.put(spec.name(), Seeds.normal(spec.name().hashCode(), (int) spec.size())));
        float[] x = Seeds.normal(1, 6);
        float[] sigma = {0.1f, 1, 10};
        try (TorchFunction torch = denoise(denoiser, weights);
                OrtModel model = OrtModel.open(
                        "mlp",
                        OnnxExport.denoiser(denoiser, "model.", weights, Map.of()),
                        OrtOptions.cpu(1).withBatch(3))) {
            float[] expected = torch.value(3, Map.of("x", x, "sigma", sigma));
            OnnxParity.check(model, 3, Map.of("x", x, "sigma", sigma), "denoised", expected, 1e-4);
        }
    }

    @Test
    void acceptsAnyImageShapeAndConditioning() {
        ShapeOps ops = new ShapeOps();
        ImageShape image = new ImageShape(3, 4, 5);
        long[] out = new Mlp(32, 4).apply(ops, "", new long[] {7, 4, 4, 5}, new long[] {7}, image, 1);
        assertThat(out).containsExactly(7, 3, 4, 5);
    }

    @Test
    void hasTheParametersOfItsLayers() {
        // embedding 2, first layer, three hidden layers, four affine maps, output
        long expected = 2 * square(128) + (2 * 128 + 128) + 3 * square(128) + 4 * square(128) + (128 * 2 + 2);
        assertThat(DenoiserSummary.of(new Mlp(128, 4), PLANE, 0).parameterCount())
                .isEqualTo(expected);
        // three sines and three cosines of two numbers
        assertThat(DenoiserSummary.of(new Mlp(128, 4, 3), PLANE, 0).parameterCount())
                .isEqualTo(expected + 12 * 128);
    }

    @Test
    void startsCloseToZero() {
        List<Float> bounds = new ArrayList<>();
        ConditionedDenoiser.of(new Mlp(128, 4), PLANE).summary().parameters().stream()
                .filter(spec -> spec.name().equals("model.out.weight"))
                .forEach(spec -> bounds.add(greatest(Initialiser.draw(spec, new Seeds(1)))));
        assertThat(bounds).singleElement().satisfies(most -> assertThat(most).isBetween(0f, 1e-5f));
    }

    private static float greatest(float[] values) {
        float greatest = 0;
        for (float value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }

    private static long square(long width) {
        return width * width + width;
    }
}
