package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.export.OnnxParity;
import org.dcd.transforms.generator.LowRankLinear;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.Fisher;
import org.dcd.transforms.loss.Standard;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.RandomProjection;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.theory.FisherDivergence;
import org.dcd.transforms.theory.GaussianDenoiser;
import org.dcd.transforms.theory.LinearGaussian;
import org.dcd.transforms.theory.Matrices;
import org.junit.jupiter.api.Test;

/** Denoisers of Gaussian distributions against C (C + σ²I)⁻¹ x in float64, and the loss that uses them. */
class ExactScoresTest {
    private static final int D = 5;
    private static final int R = 2;
    private static final ImageShape POINT = new ImageShape(D, 1, 1);
    private static final float[] LEVELS = {0.3f, 0.5f, 1, 2};
    private static final int N = LEVELS.length;

    @Test
    void theGaussianDenoiserIsTheConditionalMean() {
        float[] l = Seeds.normal(1, D * D);
        float[] x = Seeds.normal(2, N * D);
        ConditionedDenoiser denoiser = ConditionedDenoiser.of(new GaussianDenoiser(), POINT);
        double[] factor = doubles(l);
        double[] c = Matrices.multiply(factor, Matrices.transpose(factor, D, D), D, D, D);
        byte[] onnx = OnnxExport.denoiser(denoiser, "", Map.of("l", l), Map.of());
        try (TorchFunction function = TorchFunction.of(
                        TorchEngine.cpu(),
                        "denoiser",
                        Map.of("l", l),
                        ops -> denoiser.denoise(
                                ops, TorchFunction.PREFIX, ops.input("x", POINT), ops.input("sigma"), null));
                OrtModel exported = OrtModel.open("denoiser", onnx, OrtOptions.cpu(1))) {
            Map<String, float[]> inputs = Map.of("x", x, "sigma", LEVELS);
            float[] denoised = function.value(N, inputs);
            assertDenoised(denoised, x, c, D);
            OnnxParity.check(exported, N, inputs, "denoised", denoised, 1e-5);
        }
    }

    @Test
    void theLinearGeneratorGivesTheConditionalMeanOfItsMeasurements() {
        int m = 3;
        MeasurementModel model = new MeasurementModel(new RandomProjection(m, 1), POINT);
        float[] u = Seeds.normal(1, D * R);
        float[] v = Seeds.normal(2, D * R);
        float[] y = Seeds.normal(3, N * m);
        double[] map = Matrices.multiply(doubles(u), Matrices.transpose(doubles(v), D, R), D, R, D);
        double[] a = operator(model, m);
        double[] measured = Matrices.multiply(a, map, m, D, D);
        double[] c = Matrices.multiply(measured, Matrices.transpose(measured, m, D), m, D, m);
        try (TorchFunction function =
                TorchFunction.of(TorchEngine.cpu(), "generator", Map.of("u", u, "v", v), ops -> new LowRankLinear(R)
                        .exactlyDenoised(
                                ops,
                                TorchFunction.PREFIX,
                                ops.input("y", model.measurement()),
                                ops.input("sigma"),
                                model))) {
            float[] denoised = function.value(N, Map.of("y", y, "sigma", LEVELS));
            assertDenoised(denoised, y, c, m);
        }
    }

    /** The mean of the loss over y ~ N(0, Σ_θ) is the divergence in closed form, within five standard errors. */
    @Test
    void theFisherLossIsAnUnbiasedDivergence() {
        int n = 20_000;
        double sigma = 0.7;
        double level = 0.8;
        double[] e = {0.6, 0, 0.8, 0, 0, 1, 0, 0, 0, 0};
        LinearGaussian data = LinearGaussian.noisy(D, R, e, sigma);
        double[] noisy = data.measurementCovariance(sigma);
        float[] u = Seeds.normal(1, D * R);
        float[] v = Seeds.normal(2, D * R);
        MeasurementModel model = new MeasurementModel(new Identity(), POINT);
        ConditionedDenoiser denoiser = ConditionedDenoiser.ofGenerator(new GaussianDenoiser(), new Standard(), model);
        LowRankLinear generator = new LowRankLinear(R);
        float[] levels = new float[n];
        Arrays.fill(levels, (float) level);
        try (TorchFunction function = new TorchFunction(TorchEngine.cpu(), "fisher", Map.of("u", u, "v", v), ops -> {
            TorchTensor at = ops.input("sigma");
            TorchTensor x = generator.apply(ops, TorchFunction.PREFIX, ops.input("z", POINT), denoiser, 1);
            TorchTensor y = ops.add(x, ops.multiply(ops.input("noise", POINT), at));
            TorchTensor teacher = ops.reshape(
                    ops.matmul(ops.reshape(y, 0, D), ops.constant(denoise(noisy, level), D, D)), 0, D, 1, 1);
            TorchTensor own = generator.exactlyDenoised(ops, TorchFunction.PREFIX, y, at, model);
            TorchTensor map = ops.matmul(
                    ops.parameter(TorchFunction.PREFIX + "u", Init.XAVIER, D, R),
                    ops.transpose(ops.parameter(TorchFunction.PREFIX + "v", Init.XAVIER, D, R), 1, 0));
            TorchTensor divergence =
                    new FisherDivergence(data, new double[] {level}).of(ops, ops.matmul(map, ops.transpose(map, 1, 0)));
            return Map.of("losses", new Fisher().loss(ops, x, teacher, own, at), "divergence", divergence);
        })) {
            Map<String, float[]> results = function.apply(
                    n, Map.of("z", Seeds.normal(3, n * D), "noise", Seeds.normal(4, n * D), "sigma", levels));
            double[] losses = doubles(results.get("losses"));
            double mean = Arrays.stream(losses).average().orElseThrow();
            double variance = Arrays.stream(losses)
                    .map(loss -> (loss - mean) * (loss - mean))
                    .average()
                    .orElseThrow();
            assertThat(mean).isCloseTo(results.get("divergence")[0], within(5 * Math.sqrt(variance / n)));
        }
    }

    /** C (C + level² I)⁻¹, symmetric. */
    private static float[] denoise(double[] c, double level) {
        double[] product = Matrices.multiply(c, Matrices.inverse(plus(c, level * level, D), D), D, D, D);
        float[] floats = new float[product.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) product[i];
        }
        return floats;
    }

    private static void assertDenoised(float[] denoised, float[] x, double[] c, int d) {
        for (int i = 0; i < N; i++) {
            double[] inverse = Matrices.inverse(plus(c, (double) LEVELS[i] * LEVELS[i], d), d);
            double[] one = doubles(Arrays.copyOfRange(x, i * d, (i + 1) * d));
            double[] expected = Matrices.multiply(c, Matrices.multiply(inverse, one, d, d, 1), d, d, 1);
            for (int k = 0; k < d; k++) {
                assertThat((double) denoised[i * d + k]).isCloseTo(expected[k], within(1e-4));
            }
        }
    }

    private static double[] plus(double[] c, double variance, int d) {
        double[] sum = c.clone();
        for (int i = 0; i < d; i++) {
            sum[i * d + i] += variance;
        }
        return sum;
    }

    private static double[] operator(MeasurementModel model, int m) {
        float[] identity = new float[D * D];
        for (int i = 0; i < D; i++) {
            identity[i * D + i] = 1;
        }
        try (TorchFunction function = TorchFunction.of(
                TorchEngine.cpu(), "operator", Map.of(), ops -> model.apply(ops, ops.input("x", POINT), null))) {
            double[] rows = doubles(function.value(D, Map.of("x", identity)));
            return Matrices.transpose(rows, D, m);
        }
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
