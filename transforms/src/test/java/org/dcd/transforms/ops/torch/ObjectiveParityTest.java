package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.AmbientTweedie;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationMethod;
import org.dcd.transforms.loss.DistillationMethod.Start;
import org.dcd.transforms.loss.DistillationMethod.Target;
import org.dcd.transforms.loss.Sid;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.distil.DistillationProgram;
import org.dcd.transforms.stage.teacher.TeacherProgram;
import org.junit.jupiter.api.Test;

class ObjectiveParityTest {
    private static final ImageShape SHAPE = new ImageShape(1, 16, 16);
    private static final int N = 8;
    private static final TorchEngine ENGINE = TorchEngine.cpu();
    private static final Adam ADAM = new Adam(0.9, 0.999, 1e-8, 0);
    private static final float[] NONE = {};
    private static final ConditionedDenoiser DENOISER = ConditionedDenoiser.ofTeacher(
            EdmReference.NETWORK, new AmbientTweedie(), new MeasurementModel(new Identity(), SHAPE));

    @Test
    void ambientTweedieLossIsTheReferences() throws IOException {
        Map<String, float[]> a = EdmReference.tensors("objectives-arrays");
        JsonNode expected = EdmReference.numbers().get("ambient");
        float[] dataSigma = new float[N];
        Arrays.fill(dataSigma, (float) expected.get("sigma").asDouble());
        try (TeacherProgram program = new TeacherProgram(ENGINE, DENOISER, ADAM, 2, new Seeds(0))) {
            Map<String, Tensor> state = program.state();
            EdmReference.tensors("ddpmpp-16-grey").forEach((name, values) -> put(state, "phi/" + name, values));
            program.restore(state);
            TrainingStep step = program.step(
                    new TeacherProgram.Batch(a.get("y"), NONE, NONE, dataSigma, a.get("s"), a.get("e")), 0, 1, 1, 0);
            assertThat(step.loss())
                    .isCloseTo(
                            expected.get("loss_sum_over_pixels_mean_over_batch").asDouble(),
                            Percentage.withPercentage(1e-3));
        }
    }

    @Test
    void sidLossAndGradientAreTheReferences() throws IOException {
        Map<String, float[]> a = EdmReference.tensors("objectives-arrays");
        JsonNode expected = EdmReference.numbers().get("sid");
        DistillationProgram.Settings settings = new DistillationProgram.Settings(
                DENOISER,
                OneStepGenerator.of(DENOISER, 2.5),
                new DistillationMethod(
                        new Sid(expected.get("alpha").asDouble()), Target.MEASUREMENT, true, Start.TEACHER),
                ADAM,
                ADAM,
                2);
        Map<String, float[]> teacher = EdmReference.tensors("ddpmpp-16-grey");
        try (DistillationProgram program =
                new DistillationProgram(ENGINE, settings, teacher, spec -> teacher.get(spec.name()))) {
            Map<String, Tensor> state = program.state();
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
                    new DistillationProgram.Batch(a.get("z"), a.get("sg"), a.get("e2"), NONE, NONE), NONE, 0, 1, 1, 0);
            assertThat(step.loss()).isCloseTo(expected.get("loss").asDouble(), Percentage.withPercentage(1e-3));
            assertThat(step.gradientNorm())
                    .isCloseTo(expected.get("total").asDouble(), Percentage.withPercentage(1e-3));
        }
    }

    @Test
    void sidLossVanishesWhenTeacherAndFakeScoreAgree() {
        try (TorchFunction loss = new TorchFunction(
                ENGINE,
                Map.of(),
                ops -> List.of(new Sid(1.2).loss(ops, ops.input(0), ops.input(1), ops.input(1), ops.input(2))))) {
            float[] values = loss.apply(
                            new HostTensor(Seeds.normal(1, N * 256), SHAPE.batch(N)),
                            new HostTensor(Seeds.normal(2, N * 256), SHAPE.batch(N)),
                            HostTensor.perImage(new float[N]))
                    .get(0);
            assertThat(values).containsOnly(0f);
        }
    }

    private static void put(Map<String, Tensor> state, String name, float[] values) {
        state.put(name, Tensor.of(values, state.get(name).shape()));
    }
}
