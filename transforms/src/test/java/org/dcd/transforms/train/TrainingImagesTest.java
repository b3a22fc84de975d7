package org.dcd.transforms.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.teacher.TeacherTrainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingImagesTest {
    private static final String TABLE = "measurements";

    @TempDir
    Path store;

    private TinyTraining tiny;

    @BeforeEach
    void writeTable() throws IOException {
        tiny = new TinyTraining(store);
        tiny.writeMeasurements("corrupt", Origin.MEASUREMENT);
    }

    private TrainingImages open(long mostInMemory) throws IOException {
        return TrainingImages.measurements(tiny.folder("corrupt"), TABLE, TinyTraining.SHAPE, mostInMemory);
    }

    @Test
    void imagesOfTheFilesAreThoseOfTheTable() throws IOException {
        List<float[]> expected = new ArrayList<>();
        Tables.read(tiny.folder("corrupt"), TABLE, Measurement.class, y -> {
            float[] values = new float[TinyTraining.SHAPE.size()];
            TensorData.decode(y.getDataType(), y.getData(), values.length, values, 0);
            expected.add(values);
        });
        try (TrainingImages inFiles = open(0)) {
            assertThat(inFiles.count()).isEqualTo(expected.size());
            for (int i = inFiles.count() - 1; i >= 0; i--) {
                assertThat(inFiles.images(i)).containsExactly(expected.get(i));
            }
        }
    }

    /** Batches are a function of seed, step and table on every runner. */
    @Test
    void everyBatchIsTheSameFromFilesAndFromMemory() throws IOException {
        try (TrainingImages inMemory = open(Long.MAX_VALUE);
                TrainingImages inFiles = open(0)) {
            BatchOrder order = new BatchOrder(inMemory.count(), 48);
            for (long step = 1; step <= 12; step++) {
                int[] indices = order.indices(new Seeds(3), step);
                assertThat(inFiles.images(indices)).containsExactly(inMemory.images(indices));
                assertThat(inFiles.sigmas(indices)).containsExactly(inMemory.sigmas(indices));
                assertThat(inFiles.labels(indices)).containsExactly(inMemory.labels(indices));
                assertThat(inFiles.operatorSeed(indices[0])).isEqualTo(inMemory.operatorSeed(indices[0]));
            }
        }
    }

    /** Opening again would find no memory if closing or a refused record kept it. */
    @Test
    void closedAndRefusedTablesReleaseTheirMemory() throws IOException {
        tiny.writeMeasurements("clean", Origin.CLEAN);
        HeapShare share = new HeapShare(160L * TinyTraining.SHAPE.size() * Float.BYTES);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(
                            () -> TrainingImages.measurements(tiny.folder("clean"), TABLE, TinyTraining.SHAPE, share))
                    .isInstanceOf(IllegalStateException.class);
            try (TrainingImages first =
                            TrainingImages.measurements(tiny.folder("corrupt"), TABLE, TinyTraining.SHAPE, share);
                    TrainingImages second =
                            TrainingImages.measurements(tiny.folder("corrupt"), TABLE, TinyTraining.SHAPE, share)) {
                assertThat(first.isInMemory()).isTrue();
                assertThat(second.isInMemory()).isFalse();
                assertThat(second.images(3, 5)).containsExactly(first.images(3, 5));
            }
        }
    }

    @Test
    void aTrainingFromFilesEndsInTheBytesOfOneFromMemory() throws Exception {
        Folder inMemory = tiny.folder("in-memory");
        Folder inFiles = tiny.folder("in-files");
        TeacherTrainer.run(tiny.plainTeacher(inMemory, 1), Engines.devices(), OptionalLong.of(Long.MAX_VALUE));
        TeacherTrainer.run(tiny.plainTeacher(inFiles, 1), Engines.devices(), OptionalLong.of(0));
        for (String file : List.of("teacher.safetensors", "checkpoint.safetensors")) {
            assertThat(store.resolve("in-files").resolve(file))
                    .hasSameBinaryContentAs(store.resolve("in-memory").resolve(file));
        }
    }

    @Test
    void anInterruptedTrainingFromFilesEndsInTheSameBytes() throws Exception {
        Folder whole = tiny.folder("whole");
        TeacherTrainer.run(tiny.plainTeacher(whole, 1), Engines.devices(), OptionalLong.of(0));
        Folder disturbed = tiny.folder("disturbed");
        int line = 29;
        Folder observed = ObservedFolder.of(
                disturbed, line, (log, text) -> Thread.currentThread().interrupt());
        assertThatThrownBy(
                        () -> TeacherTrainer.run(tiny.plainTeacher(observed, 1), Engines.devices(), OptionalLong.of(0)))
                .isInstanceOf(InterruptedException.class)
                .hasMessageContaining("after " + line + " of " + TinyTraining.STEPS + " steps");
        TeacherTrainer.run(tiny.plainTeacher(disturbed, 1), Engines.devices(), OptionalLong.of(0));
        assertThat(store.resolve("disturbed/teacher.safetensors"))
                .hasSameBinaryContentAs(store.resolve("whole/teacher.safetensors"));
    }
}
