package org.dcd.transforms.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.AmbientInpainting.HiddenScale;
import org.dcd.transforms.loss.AmbientInpainting.LossMask;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.MulticoilFourier;
import org.dcd.transforms.measurement.NoNoise;
import org.dcd.transforms.measurement.RandomMask;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.junit.jupiter.api.Test;

class AmbientObjectivesTest {
    private static final ImageShape IMAGE = new ImageShape(2, 16, 16);
    private static final ImageShape ROW = new ImageShape(1, 1, 3);

    /**
     * y = 1, 2, 0 under the mask 1, 1, 0, of which 1, 0, 0 is seen; D = 0.5 everywhere; s = 0.5, where λ is 8, and 4
     * where c_out is σ_data.
     */
    @Test
    void inpaintingLossCountsMeasuredPixels() {
        double seen = 0.5 * 0.5;
        double hidden = 1.5 * 1.5;
        assertThat(inpainting(LossMask.MEASURED, HiddenScale.LEVEL)).containsExactly((float) (8 * (seen + hidden)));
        assertThat(inpainting(LossMask.MEASURED, HiddenScale.DATA)).containsExactly((float) (8 * seen + 4 * hidden));
        assertThat(inpainting(LossMask.FURTHER, HiddenScale.LEVEL)).containsExactly((float) (8 * seen));
        assertThat(inpainting(LossMask.FURTHER, HiddenScale.DATA)).containsExactly((float) (8 * seen));
    }

    /** F = 1: at level 0.1 a hidden pixel is σ_data, or c_out = 0.0981; a pixel that is seen is c_skip x + c_out. */
    @Test
    void theNetworkFillsInHiddenPixelsAtTheScaleOfTheData() {
        double cOut = 0.1 * 0.5 / Math.hypot(0.1, 0.5);
        double seen = 2 * 0.25 / (0.25 + 0.01) + cOut;
        assertThat(denoised(HiddenScale.DATA)).containsExactly(new float[] {(float) seen, 0.5f}, within(1e-6f));
        assertThat(denoised(HiddenScale.LEVEL))
                .containsExactly(new float[] {(float) seen, (float) cOut}, within(1e-6f));
    }

    private static float[] denoised(HiddenScale hiddenScale) {
        ImageShape pair = new ImageShape(1, 1, 2);
        ConditionedDenoiser denoiser = ConditionedDenoiser.ofTeacher(
                new Ones(),
                new AmbientInpainting(0.1, LossMask.MEASURED, LossMask.MEASURED, hiddenScale),
                new MeasurementModel(new RandomMask(0.5), pair));
        try (TorchFunction torch = TorchFunction.of(
                TorchEngine.cpu(),
                "denoiser",
                Map.of(),
                ops -> denoiser.denoise(
                        ops, "", ops.input("x", pair), ops.input("sigma"), ops.input("condition", pair)))) {
            return torch.value(
                    1,
                    Map.of(
                            "x", new float[] {2, 0},
                            "sigma", new float[] {0.1f},
                            "condition", new float[] {1, 0}));
        }
    }

    /** F(x) = 1. */
    private record Ones() implements Denoiser {
        @Override
        public <T> T apply(Ops<T> ops, String prefix, T x, T noiseLabels, ImageShape shape, int conditionChannels) {
            return ops.add(ops.multiply(ops.narrow(x, 1, 0, shape.channels()), 0), 1);
        }

        @Override
        public void checkShape(ImageShape shape) {}
    }

    private static float[] inpainting(LossMask lossMask, HiddenScale hiddenScale) {
        MeasurementModel model = new MeasurementModel(new RandomMask(0.5), ROW);
        Objective objective = new AmbientInpainting(0.1, lossMask, LossMask.MEASURED, hiddenScale);
        Map<String, Optional<ImageShape>> shapes = objective.inputs(model);
        try (TorchFunction torch = TorchFunction.of(
                TorchEngine.cpu(),
                "ambient-inpainting",
                Map.of(),
                ops -> objective.loss(
                        ops,
                        (x, sigma, condition) -> ops.add(ops.multiply(ops.add(x, condition), 0), 0.5),
                        Objective.Batch.of(name -> ops.input(name, shapes.get(name))),
                        model))) {
            float[] y = {1, 2, 0};
            return torch.value(
                    1,
                    Map.of(
                            Objective.Y, y,
                            Objective.OPERATOR, new float[] {1, 1, 0},
                            Objective.FURTHER, new float[] {1, 0, 0},
                            Objective.DATA_SIGMA, new float[1],
                            Objective.SIGMA, new float[] {0.5f},
                            Objective.NOISE, y));
        }
    }

    @Test
    void teacherAndFakeScoreMayUseDifferentPixels() {
        Objective objective = new AmbientInpainting(0.2, LossMask.MEASURED, LossMask.FURTHER, HiddenScale.DATA);
        assertThat(objective.ofTeacher())
                .isEqualTo(new AmbientInpainting(0.2, LossMask.MEASURED, LossMask.MEASURED, HiddenScale.DATA));
        assertThat(objective.ofFakeScore())
                .isEqualTo(new AmbientInpainting(0.2, LossMask.FURTHER, LossMask.FURTHER, HiddenScale.DATA));
    }

    @Test
    void inpaintingRefusesOtherOperators() {
        Objective objective = new AmbientInpainting(0.1, LossMask.MEASURED, LossMask.FURTHER, HiddenScale.DATA);
        assertThatThrownBy(() -> objective.check(new Corruption(new Identity(), new NoNoise())))
                .hasMessageContaining("random-mask")
                .hasMessageContaining("was identity");
        assertThatThrownBy(() -> new AmbientInpainting(0, LossMask.MEASURED, LossMask.MEASURED, HiddenScale.DATA))
                .hasMessage("ambient-inpainting.delta must be in (0, 1), was 0");
    }

    /** Paper, App. M iv. */
    @Test
    void inpaintingWarnsOfNoise() {
        Objective objective = new AmbientInpainting(0.1, LossMask.MEASURED, LossMask.MEASURED, HiddenScale.DATA);
        Corruption noisy = new Corruption(new RandomMask(0.5), new GaussianNoise(0.2));
        assertThatCode(() -> objective.check(noisy)).doesNotThrowAnyException();
        assertThat(objective.warnings(noisy))
                .singleElement()
                .asString()
                .contains("unstable", "sigma 0.2", "ambient-tweedie");
        assertThat(objective.warnings(new Corruption(new RandomMask(0.5), new NoNoise())))
                .isEmpty();
    }

    @Test
    void fourierRefusesOtherOperatorsNoiseAndMasksThatLeaveNothingToHide() {
        Objective objective = new AmbientFourier();
        assertThatThrownBy(() -> objective.check(new Corruption(new Identity(), new NoNoise())))
                .hasMessageContaining("multicoil-fourier")
                .hasMessageContaining("was identity");
        assertThatThrownBy(() -> objective.check(new Corruption(new MulticoilFourier(4, 2, 0), new GaussianNoise(0.2))))
                .hasMessageContaining("noise must be none")
                .hasMessageContaining("was sigma 0.2");
        assertThatThrownBy(() -> objective.checkModel(model(new MulticoilFourier(4, 9, 0))))
                .hasMessageContaining("acceleration 10")
                .hasMessageContaining("leaves 1 of 1");
    }

    private static MeasurementModel model(ForwardOperator operator) {
        return new MeasurementModel(operator, IMAGE);
    }
}
