package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.AmbientTweedie;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.teacher.TeacherProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DataParallelStepTest {
    private static final ImageShape SHAPE = new ImageShape(3, 8, 8);
    private static final int BATCH = 8;
    private static final int STEPS = 3;

    private record Trained(Map<String, Tensor> state, List<Double> losses) {}

    private static Trained train(TorchDevices devices, Precision precision, int parts, double dropout) {
        ConditionedDenoiser denoiser = ConditionedDenoiser.ofTeacher(
                new SongUNet(16, List.of(1, 2), 1, List.of(4), dropout),
                new AmbientTweedie(),
                new MeasurementModel(new Identity(), SHAPE));
        Seeds seeds = new Seeds(1);
        try (NetworkTraining training = TeacherProgram.training(
                devices,
                denoiser,
                false,
                new NetworkTraining.Settings(new Adam(0.9, 0.999, 1e-8, 1), precision, parts),
                ParameterValues.drawn(seeds))) {
            List<TrainingStep> steps = new ArrayList<>();
            for (int step = 1; step <= STEPS; step++) {
                steps.add(training.step(BATCH, batch(seeds, step), new StepSettings(step, 1e-3, 0.9, 7 * step)));
            }
            return new Trained(
                    Minimiser.copy(training),
                    steps.stream().map(TrainingStep::loss).toList());
        }
    }

    private static Map<String, float[]> batch(Seeds seeds, int step) {
        float[] dataSigma = new float[BATCH];
        float[] sigma = new float[BATCH];
        for (int i = 0; i < BATCH; i++) {
            dataSigma[i] = 0.2f;
            sigma[i] = 0.3f + 0.1f * i;
        }
        return Map.of(
                Objective.Y,
                Seeds.normal(seeds.of("y", step), BATCH * SHAPE.size()),
                Objective.DATA_SIGMA,
                dataSigma,
                Objective.SIGMA,
                sigma,
                Objective.NOISE,
                Seeds.normal(seeds.of("noise", step), BATCH * SHAPE.size()));
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "BFLOAT16"})
    void severalDevicesGiveTheBitsOfOne(Precision precision) {
        Trained one = train(TorchDevices.cpus(1), precision, 4, 0.1);
        for (int devices = 2; devices <= 3; devices++) {
            Trained several = train(TorchDevices.cpus(devices), precision, 4, 0.1);
            assertThat(several.losses()).isEqualTo(one.losses());
            assertThat(several.state()).hasSameSizeAs(one.state());
            several.state().forEach((name, tensor) -> assertThat(tensor.floats())
                    .as(name)
                    .containsExactly(one.state().get(name).floats()));
        }
    }

    @Test
    void theNumberOfPartsChangesRoundingOnly() {
        Trained whole = train(TorchDevices.cpus(1), Precision.FLOAT32, 1, 0);
        Trained parts = train(TorchDevices.cpus(1), Precision.FLOAT32, 4, 0);
        for (int i = 0; i < STEPS; i++) {
            assertThat(parts.losses().get(i))
                    .isCloseTo(
                            whole.losses().get(i), offset(1e-4 * whole.losses().get(i)));
        }
        assertThat(parts.losses()).isNotEqualTo(whole.losses());
    }

    @Test
    void dropoutDrawsNewNumbersForEachPartAndStep() {
        Trained with = train(TorchDevices.cpus(1), Precision.FLOAT32, 4, 0.5);
        Trained without = train(TorchDevices.cpus(1), Precision.FLOAT32, 4, 0);
        // Residual branches start close to zero, so dropout hardly changes the first loss, but all gradients.
        assertThat(with.state().get("phi/model.enc.8x8_block0.conv1.weight").floats())
                .isNotEqualTo(without.state()
                        .get("phi/model.enc.8x8_block0.conv1.weight")
                        .floats());
    }

    @Test
    void trainingsInOneProcessDoNotDisturbEachOther() throws Exception {
        Trained alone = train(TorchDevices.cpus(1), Precision.FLOAT32, 2, 0.3);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Trained>> both = List.of(
                    threads.submit(() -> train(TorchDevices.cpus(1), Precision.FLOAT32, 2, 0.3)),
                    threads.submit(() -> train(TorchDevices.cpus(2), Precision.FLOAT32, 2, 0.3)));
            for (Future<Trained> beside : both) {
                assertThat(beside.get().losses()).isEqualTo(alone.losses());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aResumedTrainingContinuesToTheSameBits() throws IOException {
        // restore() distributes weights to all devices
        ConditionedDenoiser denoiser = ConditionedDenoiser.ofTeacher(
                new SongUNet(16, List.of(1), 1, List.of(), 0),
                new AmbientTweedie(),
                new MeasurementModel(new Identity(), SHAPE));
        Seeds seeds = new Seeds(2);
        NetworkTraining.Settings settings =
                new NetworkTraining.Settings(new Adam(0.9, 0.999, 1e-8, 0), Precision.BFLOAT16, 4);
        Map<String, Tensor> afterOne = new HashMap<>();
        Map<String, Tensor> afterTwo = new HashMap<>();
        try (NetworkTraining first = TeacherProgram.training(
                TorchDevices.cpus(2), denoiser, false, settings, ParameterValues.drawn(seeds))) {
            first.step(BATCH, batch(seeds, 1), new StepSettings(1, 1e-3, 0.9, 1));
            afterOne.putAll(Minimiser.copy(first));
            first.step(BATCH, batch(seeds, 2), new StepSettings(2, 1e-3, 0.9, 2));
            afterTwo.putAll(Minimiser.copy(first));
        }
        try (NetworkTraining resumed = TeacherProgram.training(
                TorchDevices.cpus(2), denoiser, false, settings, ParameterValues.drawn(new Seeds(99)))) {
            resumed.restore(afterOne);
            resumed.step(BATCH, batch(seeds, 2), new StepSettings(2, 1e-3, 0.9, 2));
            Map<String, Tensor> state = Minimiser.copy(resumed);
            afterTwo.forEach((name, tensor) ->
                    assertThat(state.get(name).floats()).as(name).containsExactly(tensor.floats()));
        }
    }
}
