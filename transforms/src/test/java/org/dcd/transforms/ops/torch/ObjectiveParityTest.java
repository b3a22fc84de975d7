package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.AmbientTweedie;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationMethod;
import org.dcd.transforms.loss.DistillationMethod.Start;
import org.dcd.transforms.loss.DistillationMethod.Target;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.loss.Sid;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.distil.DistillationProgram;
import org.dcd.transforms.stage.teacher.TeacherProgram;
import org.junit.jupiter.api.Test;

class ObjectiveParityTest {
    private static final ImageShape SHAPE = new ImageShape(1, 16, 16);
    private static final int N = 8;
    private static final TorchEngine ENGINE = TorchEngine.cpu();
    private static final TorchDevices DEVICES = TorchDevices.of(ENGINE);
    private static final Adam ADAM = new Adam(0.9, 0.999, 1e-8, 0);
    private static final ConditionedDenoiser DENOISER = ConditionedDenoiser.ofTeacher(
            EdmReference.NETWORK, new AmbientTweedie(), new MeasurementModel(new Identity(), SHAPE));

    @Test
    void ambientTweedieLossEqualsTheReference() throws IOException {
        Map<String, float[]> a = EdmReference.tensors("objectives-arrays");
        JsonNode expected = EdmReference.numbers().get("ambient");
        float[] dataSigma = new float[N];
        Arrays.fill(dataSigma, (float) expected.get("sigma").asDouble());
        try (NetworkTraining program = TeacherProgram.training(
                DEVICES,
                DENOISER,
                false,
                NetworkTraining.Settings.float32(ADAM, 2),
                ParameterValues.drawn(new Seeds(0)))) {
            Map<String, TensorSource> state = new HashMap<>();
            program.save(state);
            EdmReference.tensors("ddpmpp-16-grey").forEach((name, values) -> put(state, "phi/" + name, values));
            program.restore(state);
            TrainingStep step = program.step(
                    N,
                    Map.of(
                            Objective.Y, a.get("y"),
                            Objective.DATA_SIGMA, dataSigma,
                            Objective.SIGMA, a.get("s"),
                            Objective.NOISE, a.get("e")),
                    new StepSettings(1, 0, 1, 0));
            assertThat(step.loss())
                    .isCloseTo(
                            expected.get("loss_sum_over_pixels_mean_over_batch").asDouble(),
                            Percentage.withPercentage(1e-3));
        }
    }

    @Test
    void sidLossAndGradientEqualTheReference() throws IOException {
        Map<String, float[]> a = EdmReference.tensors("objectives-arrays");
        JsonNode expected = EdmReference.numbers().get("sid");
        DistillationProgram.Settings settings = new DistillationProgram.Settings(
                DENOISER,
                OneStepGenerator.of(DENOISER, 2.5),
                new DistillationMethod(
                        new Sid(expected.get("alpha").asDouble()), Target.MEASUREMENT, true, Start.TEACHER),
                ADAM,
                ADAM,
                Precision.FLOAT32,
                2);
        Weights teacher = Weights.of(EdmReference.tensors("ddpmpp-16-grey"));
        try (DistillationProgram program =
                new DistillationProgram(DEVICES, settings, teacher, ParameterValues.of(teacher))) {
            Map<String, TensorSource> state = program.state();
            EdmReference.tensors("psi").forEach((name, values) -> put(state, "psi/" + name, values));
            EdmReference.tensors("G").forEach((name, values) -> {
                put(state, "theta/" + name, values);
                put(state, "theta_ema/" + name, values);
            });
            program.restore(state);
            float[] generated = program.generate(a.get("z"), N);
            float[] expectedImages = a.get("xg");
            for (int i = 0; i < generated.length; i++) {
                assertThat(generated[i]).isCloseTo(expectedImages[i], within(1e-5f));
            }
            TrainingStep step = program.trainGenerator(
                    N,
                    Map.of(
                            DistillationProgram.Z, a.get("z"),
                            Objective.SIGMA, a.get("sg"),
                            Objective.NOISE, a.get("e2")),
                    new StepSettings(1, 0, 1, 0));
            assertThat(step.loss()).isCloseTo(expected.get("loss").asDouble(), Percentage.withPercentage(1e-3));
            assertThat(step.gradientNorm())
                    .isCloseTo(expected.get("total").asDouble(), Percentage.withPercentage(1e-3));
        }
    }

    @Test
    void sidLossVanishesWhenTeacherAndFakeScoreAgree() {
        try (TorchFunction loss = TorchFunction.of(ENGINE, "sid", Map.of(), ops -> {
            TorchTensor teacher = ops.input("teacher", SHAPE);
            return new Sid(1.2).loss(ops, ops.input("x", SHAPE), teacher, teacher, ops.input("sigma"));
        })) {
            float[] values = loss.value(
                    N,
                    Map.of(
                            "x", Seeds.normal(1, N * 256),
                            "teacher", Seeds.normal(2, N * 256),
                            "sigma", new float[N]));
            assertThat(values).containsOnly(0f);
        }
    }

    private static void put(Map<String, TensorSource> state, String name, float[] values) {
        state.put(name, Tensor.of(values, state.get(name).shape()));
    }
}
