package org.dcd.transforms.stage.distil;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.train.LookAhead;
import org.dcd.transforms.train.PreparedBatches;
import org.dcd.transforms.train.StepRandom;
import org.dcd.transforms.train.TinyTraining;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistillationBatchesTest {
    private static final int STEPS = 8;

    @TempDir
    private Path store;

    @Test
    void threadsDoNotChangeABit() throws Exception {
        TinyTraining tiny = new TinyTraining(store);
        DistilSpec spec = tiny.distil(tiny.folder("distil"), 1, "features").spec();
        DistillationBatches batches =
                new DistillationBatches(spec, spec.corruption().noise());
        StepRandom random = new StepRandom(new Seeds(7));
        try (PreparedBatches<DistillationBatches.StepInputs> ahead =
                new PreparedBatches<>(batches, random, 1, STEPS, new LookAhead(4, Long.MAX_VALUE))) {
            for (int step = 1; step <= STEPS; step++) {
                DistillationBatches.StepInputs expected = batches.prepare(step, random);
                DistillationBatches.StepInputs batch = ahead.take();
                assertSame(batch.fake().orElseThrow(), expected.fake().orElseThrow());
                assertSame(batch.generator(), expected.generator());
                assertThat(batches.bytes(batch)).isEqualTo(bytes(batch.fake().get()) + bytes(batch.generator()));
            }
        }
    }

    /** The fake score and the generator use different random numbers, and none are used twice. */
    @Test
    void theTwoStepsAreIndependent() {
        TinyTraining tiny = new TinyTraining(store);
        DistilSpec spec = tiny.distil(tiny.folder("distil"), 1, "features").spec();
        DistillationBatches.StepInputs batch =
                new DistillationBatches(spec, spec.corruption().noise()).prepare(3, new StepRandom(new Seeds(7)));
        Map<String, float[]> fake = batch.fake().orElseThrow();
        assertThat(fake.get(DistillationProgram.Z))
                .isNotEqualTo(batch.generator().get(DistillationProgram.Z));
        assertThat(fake.get(Objective.NOISE))
                .isNotEqualTo(batch.generator().get(Objective.NOISE))
                .isNotEqualTo(fake.get(DistillationProgram.MEASUREMENT_NOISE));
        assertThat(batch.generator()).doesNotContainKeys(Objective.DATA_SIGMA, DistillationProgram.MEASUREMENT_NOISE);
    }

    private static void assertSame(Map<String, float[]> actual, Map<String, float[]> expected) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).containsExactly(values));
    }

    private static long bytes(Map<String, float[]> batch) {
        return batch.values().stream().mapToLong(values -> 4L * values.length).sum();
    }
}
