package org.dcd.transforms.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.teacher.TeacherTrainer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DivergingTeacherTest {
    @TempDir
    private Path store;

    @ParameterizedTest
    @ValueSource(doubles = {10, 1e6})
    void aHugeLearningRateFailsWithoutATeacher(double learningRate) throws Exception {
        TinyTraining tiny = new TinyTraining(store);
        tiny.writeMeasurements("corrupt", Origin.MEASUREMENT);
        Folder work = tiny.folder("teacher");

        assertThatThrownBy(() -> TeacherTrainer.run(tiny.teacher(work, 1, learningRate, 150), Engines.devices()))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageMatching("training diverged at [0-9.]+ kimg: .*")
                .hasMessageContaining("lower the learning rate");
        assertThat(work.exists(FileNames.TEACHER)).isFalse();
    }
}
