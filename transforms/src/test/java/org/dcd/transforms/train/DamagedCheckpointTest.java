package org.dcd.transforms.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files in a work folder do not prevent a training from finishing. */
class DamagedCheckpointTest {
    private static final String KEY = "0123456789abcdef";
    private static final int STEPS = 10;

    @TempDir
    private Path folder;

    private Folder work;
    private Path checkpoint;

    /** Counts its steps in a weight. */
    private static final class Counter implements TrainingLoop.Body<Long>, BatchSource<Long> {
        private float weight;
        private long stepsDone;

        @Override
        public Long prepare(long step, StepRandom streams) {
            return step;
        }

        @Override
        public long bytes(Long batch) {
            return Long.BYTES;
        }

        @Override
        public Supplier<Map<String, Double>> step(long step, Long batch, StepRandom streams, double rateFactor) {
            weight += batch;
            stepsDone++;
            return () -> Map.of(TrainingLoop.WATCHED, 1.0, TrainingLoop.NORM, 1.0);
        }

        @Override
        public Map<String, Tensor> tensors() {
            return Map.of("weight", Tensor.of(new float[] {weight}, 1));
        }

        @Override
        public Map<String, double[]> numbers() {
            return Map.of();
        }

        @Override
        public void restore(Map<String, TensorSource> tensors, Map<String, double[]> numbers) {
            weight = tensors.get("weight").floats()[0];
        }
    }

    @BeforeEach
    void runFirst() throws Exception {
        work = Folder.at(folder.toString());
        checkpoint = folder.resolve(Checkpoint.FILE);
        train();
    }

    private Counter train() throws Exception {
        Counter body = new Counter();
        new TrainingLoop(work, KEY, new Seeds(1), STEPS, 2, 0.008).run(body, body);
        assertThat(body.weight).isEqualTo(STEPS * (STEPS + 1) / 2f);
        return body;
    }

    @Test
    void aWholeCheckpointIsResumed() throws Exception {
        assertThat(train().stepsDone).isLessThan(STEPS);
    }

    @Test
    void aTruncatedCheckpointRestartsTheTrainingWithANote() throws Exception {
        byte[] whole = Files.readAllBytes(checkpoint);
        for (int length : new int[] {0, 7, whole.length / 2, whole.length - 1}) {
            Files.write(checkpoint, Arrays.copyOf(whole, length));
            assertBeginsAnew();
        }
    }

    @Test
    void aCheckpointOfOtherTensorsRestartsTheTraining() throws Exception {
        Map<String, double[]> guard = Map.of("guard", new DivergenceGuard().state());
        Tensor weight = Tensor.of(new float[] {7}, 1);
        for (Checkpoint other : List.of(
                new Checkpoint(4, 0, guard, Map.of()),
                new Checkpoint(4, 0, guard, Map.of("weight", Tensor.of(new float[] {7, 8}, 2))),
                new Checkpoint(4, 0, guard, Map.of("weight", Tensor.of(new double[] {7}, 1))),
                new Checkpoint(4, 0, Map.of(), Map.of("weight", weight)),
                new Checkpoint(4, 0, Map.of("guard", new double[2]), Map.of("weight", weight)))) {
            other.write(work, KEY);
            assertBeginsAnew();
        }
    }

    private void assertBeginsAnew() throws Exception {
        assertThat(train().stepsDone).isEqualTo(STEPS);
        assertThat(ProgressLog.read(work)).extracting(ProgressLine::message).anySatisfy(message -> assertThat(message)
                .contains(checkpoint + " is damaged; training starts from the beginning"));
    }

    @Test
    void aDamagedLogDoesNotEndTheTraining() throws Exception {
        Files.writeString(folder.resolve(ProgressLine.FILE), "garbage\n");
        train();
        assertThat(ProgressLog.read(work)).isNotEmpty();
    }
}
