package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.export.OnnxParity;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationMethod;
import org.dcd.transforms.loss.DistillationMethod.Start;
import org.dcd.transforms.loss.DistillationMethod.Target;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.loss.Sid;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.distil.DistillationProgram;
import org.dcd.transforms.stage.teacher.TeacherProgram;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training, distillation and export with objectives that corrupt measurements further or use random numbers. */
class AmbientProgramsTest {
    private static final ImageShape IMAGE = new ImageShape(2, 16, 16);
    private static final int N = 2;
    private static final float[] SIGMA = {0.2f, 2};
    private static final TorchDevices DEVICES = TorchDevices.of(TorchEngine.cpu());
    private static final Adam ADAM = new Adam(0.9, 0.999, 1e-8, 0);
    private static final Seeds SEEDS = new Seeds(1);

    static Stream<Named<Objective>> demanding() {
        return Examples.of(Objective.class)
                .filter(objective -> objective.getPayload().further().isPresent()
                        || objective.getPayload().draws() > 0);
    }

    @ParameterizedTest
    @MethodSource("demanding")
    void trainsDistilsAndExports(Objective objective) {
        MeasurementModel model =
                new MeasurementModel(Examples.corruption(objective).operator(), IMAGE);
        float[] drawn = model.draw(N, i -> i);
        float[] further = objective
                .further()
                .map(hiding -> hiding.draw(model, N, drawn, i -> 10 + i))
                .orElseGet(() -> new float[0]);
        float[] draws = Seeds.normal(5, N * objective.draws() * IMAGE.size());
        float[] dataSigma = new float[N];
        Arrays.fill(dataSigma, (float) Examples.corruption(objective).noise().nominalSigma());
        float[] noise = Seeds.normal(2, N * IMAGE.size());
        Map<String, float[]> teacher = new HashMap<>();
        StepSettings settings = new StepSettings(1, 1e-3, 0.5, 0);
        try (NetworkTraining program = TeacherProgram.training(
                DEVICES,
                ConditionedDenoiser.ofTeacher(EdmReference.NETWORK, objective, model),
                false,
                NetworkTraining.Settings.float32(ADAM, 1),
                ParameterValues.drawn(SEEDS))) {
            assertLearns(program.step(
                    N,
                    Map.of(
                            Objective.Y, Seeds.normal(3, N * IMAGE.size()),
                            Objective.OPERATOR, drawn,
                            Objective.FURTHER, further,
                            Objective.DATA_SIGMA, dataSigma,
                            Objective.SIGMA, SIGMA,
                            Objective.NOISE, noise,
                            Objective.DRAWS, draws),
                    settings));
            program.average().values().forEach((name, tensor) -> teacher.put(name, tensor.floats()));
        }
        OneStepGenerator generator = generator(objective, model);
        float[] z = Seeds.normal(4, N * generator.latentShape().size());
        Map<String, float[]> batch = Map.of(
                DistillationProgram.Z, z,
                Objective.OPERATOR, drawn,
                Objective.FURTHER, further,
                Objective.SIGMA, SIGMA,
                Objective.NOISE, noise);
        Map<String, float[]> ofFake = new HashMap<>(batch);
        ofFake.put(Objective.DATA_SIGMA, dataSigma);
        ofFake.put(DistillationProgram.MEASUREMENT_NOISE, noise);
        ofFake.put(Objective.DRAWS, draws);
        try (DistillationProgram program = distillation(objective, model, teacher)) {
            assertLearns(program.trainFake(N, ofFake, new StepSettings(1, 1e-3)));
            assertLearns(program.trainGenerator(N, batch, settings));
            assertExports(generator, program, z);
        }
    }

    private static OneStepGenerator generator(Objective objective, MeasurementModel model) {
        return OneStepGenerator.of(ConditionedDenoiser.ofGenerator(EdmReference.NETWORK, objective, model), 2.5);
    }

    private static DistillationProgram distillation(
            Objective objective, MeasurementModel model, Map<String, float[]> teacher) {
        return new DistillationProgram(
                DEVICES,
                new DistillationProgram.Settings(
                        ConditionedDenoiser.ofTeacher(EdmReference.NETWORK, objective, model),
                        generator(objective, model),
                        new DistillationMethod(new Sid(1.2), Target.MEASUREMENT, true, Start.TEACHER),
                        ADAM,
                        ADAM,
                        Precision.FLOAT32,
                        1),
                Weights.of(teacher),
                ParameterValues.of(Weights.of(teacher)));
    }

    private static void assertLearns(TrainingStep step) {
        assertThat(step.loss()).isFinite();
        assertThat(step.gradientNorm()).isFinite().isPositive();
    }

    private static void assertExports(OneStepGenerator generator, DistillationProgram program, float[] z) {
        Map<String, float[]> weights = new HashMap<>();
        program.average().forEach((name, tensor) -> weights.put(name, tensor.floats()));
        byte[] bytes = OnnxExport.generator(generator, DenoiserSummary.PREFIX, weights, Map.of());
        try (OrtModel model = OrtModel.open("generator", bytes, OrtOptions.cpu(1))) {
            assertThat(OnnxParity.check(model, N, Map.of("z", z), "image", program.generate(z, N), 1e-4))
                    .isLessThan(1e-4);
        }
    }
}
