package org.dcd.transforms.stage.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Origin;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.augment.AugmentPipe.Transforms;
import org.dcd.transforms.loss.AmbientInpainting;
import org.dcd.transforms.loss.AmbientInpainting.HiddenScale;
import org.dcd.transforms.loss.AmbientInpainting.LossMask;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.loss.Standard;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.measurement.RandomMask;
import org.dcd.transforms.model.Mlp;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.train.LookAhead;
import org.dcd.transforms.train.PreparedBatches;
import org.dcd.transforms.train.StepRandom;
import org.dcd.transforms.train.TinyTraining;
import org.dcd.transforms.train.TrainingImages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TeacherBatchesTest {
    private static final int BATCH = 48;
    /** More than three epochs of 160 images. */
    private static final int STEPS = 12;

    @TempDir
    private Path store;

    private TinyTraining tiny;

    @BeforeEach
    void writeTable() throws IOException {
        tiny = new TinyTraining(store);
        tiny.writeMeasurements("corrupt", Origin.MEASUREMENT);
    }

    /** Of masked images, with everything that is drawn for a batch. */
    @ParameterizedTest
    @EnumSource(Transforms.class)
    void threadsAndMemoryDoNotChangeABit(Transforms transforms) throws Exception {
        List<Map<String, float[]>> expected = prepared(transforms, LookAhead.NONE, Long.MAX_VALUE);

        for (LookAhead lookAhead : List.of(new LookAhead(1, 0), new LookAhead(4, Long.MAX_VALUE))) {
            for (long mostInMemory : new long[] {0, Long.MAX_VALUE}) {
                List<Map<String, float[]>> batches = prepared(transforms, lookAhead, mostInMemory);
                for (int step = 0; step < STEPS; step++) {
                    Map<String, float[]> batch = batches.get(step);
                    assertThat(batch).containsOnlyKeys(expected.get(step).keySet());
                    expected.get(step)
                            .forEach((name, values) ->
                                    assertThat(batch.get(name)).as(name).containsExactly(values));
                }
            }
        }
    }

    private List<Map<String, float[]>> prepared(Transforms transforms, LookAhead lookAhead, long mostInMemory)
            throws IOException, InterruptedException {
        Objective objective = transforms == Transforms.FLIPS
                ? new AmbientInpainting(0.1, LossMask.MEASURED, LossMask.MEASURED, HiddenScale.DATA)
                : new Standard();
        List<Map<String, float[]>> taken = new ArrayList<>();
        StepRandom random = new StepRandom(new Seeds(7));
        try (TrainingImages data = open(mostInMemory);
                PreparedBatches<Map<String, float[]>> batches = new PreparedBatches<>(
                        batches(data, objective, new AugmentPipe(0.8, transforms)), random, 1, STEPS, lookAhead)) {
            for (int step = 1; step <= STEPS; step++) {
                taken.add(batches.take());
            }
        }
        return taken;
    }

    @Test
    void aBatchHasTheMeasurementsOfItsEpoch() throws IOException {
        try (TrainingImages data = open(0)) {
            TeacherBatches batches = batches(data, new Standard(), new AugmentPipe(0, Transforms.ALL));
            Map<String, float[]> batch = batches.prepare(3, new StepRandom(new Seeds(7)));

            assertThat(batch.get(Objective.Y)).hasSize(BATCH * TinyTraining.SHAPE.size());
            assertThat(batch.get(Objective.DATA_SIGMA)).hasSize(BATCH).containsOnly((float) TinyTraining.SIGMA);
            assertThat(batch.get(Objective.DRAWS)).as("the objective uses none").isEmpty();
            assertThat(batch.get(TeacherProgram.AUGMENT_LABELS)).isEmpty();
            assertThat(batches.bytes(batch))
                    .isEqualTo(batch.values().stream()
                            .mapToLong(values -> 4L * values.length)
                            .sum());
        }
    }

    private TrainingImages open(long mostInMemory) throws IOException {
        return TrainingImages.measurements(
                tiny.folder("corrupt"), FileNames.MEASUREMENTS, TinyTraining.SHAPE, mostInMemory);
    }

    private static TeacherBatches batches(TrainingImages data, Objective objective, AugmentPipe augment) {
        MeasurementModel model = new MeasurementModel(new RandomMask(0.5), TinyTraining.SHAPE);
        return new TeacherBatches(
                data,
                ConditionedDenoiser.ofTeacher(new Mlp(4, 1), objective, model),
                new NoiseAssumption.Stored(),
                TinyTraining.LEVELS,
                augment,
                BATCH);
    }
}
