package org.dcd.transforms.stage.distil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.transforms.contract.TestIds;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.ops.torch.PrecisionCheck;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.features.FeatureTrainer;
import org.dcd.transforms.stage.teacher.TeacherTrainer;
import org.dcd.transforms.train.Checkpoint;
import org.dcd.transforms.train.ObservedFolder;
import org.dcd.transforms.train.TinyTraining;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupted trainings end in the same bytes as uninterrupted ones. */
class ResumeTest {
    /** The log has a line for each step. */
    private static final int BETWEEN_CHECKPOINTS = 29;

    @TempDir
    private static Path store;

    private static TinyTraining tiny;
    private static StageResult distilled;

    @BeforeAll
    static void trainUndisturbed() throws IOException, InterruptedException {
        tiny = new TinyTraining(store);
        tiny.writeMeasurements("corrupt", Origin.MEASUREMENT);
        TeacherTrainer.run(tiny.teacher(tiny.folder("teacher"), 1), Engines.devices());
        FeatureTrainer.run(tiny.features(Origin.MEASUREMENT, "corrupt", tiny.folder("features")), Engines.devices());
        distilled = Distiller.run(tiny.distil(tiny.folder("distil"), 1, "features"), Engines.devices());
    }

    @Test
    void theSameSeedTrainsTheSameTeacherAndAnotherSeedDoesNot() throws Exception {
        TeacherTrainer.run(tiny.teacher(tiny.folder("again"), 1), Engines.devices());
        TeacherTrainer.run(tiny.teacher(tiny.folder("other"), 2), Engines.devices());

        byte[] teacher = bytes(tiny.folder("teacher"), FileNames.TEACHER);
        assertThat(bytes(tiny.folder("again"), FileNames.TEACHER)).isEqualTo(teacher);
        assertThat(bytes(tiny.folder("other"), FileNames.TEACHER)).isNotEqualTo(teacher);
    }

    @Test
    void shardsOnSeveralThreadsGiveTheSameBytesEveryTime() throws Exception {
        TeacherTrainer.run(tiny.plainTeacher(tiny.folder("plain"), 1), Engines.devices());
        TeacherTrainer.run(tiny.plainTeacher(tiny.folder("plain-again"), 1), Engines.devices());

        assertThat(bytes(tiny.folder("plain-again"), FileNames.TEACHER))
                .isEqualTo(bytes(tiny.folder("plain"), FileNames.TEACHER));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, BETWEEN_CHECKPOINTS, 2 * TinyTraining.CHECKPOINT_EVERY})
    void anInterruptedTeacherKeepsItsStepsAndEndsInTheSameBytes(int line) throws Exception {
        Folder work = tiny.folder("interrupted-" + line);
        Folder observed = ObservedFolder.of(
                work, line, (log, text) -> Thread.currentThread().interrupt());

        assertThatThrownBy(() -> TeacherTrainer.run(tiny.teacher(observed, 1), Engines.devices()))
                .isInstanceOf(InterruptedException.class)
                .hasMessageContaining("after " + line + " of " + TinyTraining.STEPS + " steps")
                .hasMessageContaining("run again to continue");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(Checkpoint.read(work, TestIds.key("teacher-1")).orElseThrow().step())
                .isEqualTo(line);

        StageResult result = TeacherTrainer.run(tiny.teacher(work, 1), Engines.devices());

        assertThat(result.temporary()).containsExactly(Checkpoint.FILE);
        assertThat(bytes(work, FileNames.TEACHER)).isEqualTo(bytes(tiny.folder("teacher"), FileNames.TEACHER));
        assertThat(curve(work)).isEqualTo(curve(tiny.folder("teacher")));
    }

    @Test
    void aKilledTeacherContinuesFromItsCheckpointToTheSameBytes() throws Exception {
        KilledTraining.run(store, "killed", "teacher", BETWEEN_CHECKPOINTS);
        Folder work = tiny.folder("killed");
        assertThat(work.exists(FileNames.TEACHER)).isFalse();
        assertThat(Checkpoint.read(work, TestIds.key("teacher-1")).orElseThrow().step())
                .isEqualTo(TinyTraining.CHECKPOINT_EVERY);

        TeacherTrainer.run(tiny.teacher(work, 1), Engines.devices());

        assertThat(bytes(work, FileNames.TEACHER)).isEqualTo(bytes(tiny.folder("teacher"), FileNames.TEACHER));
        assertThat(curve(work)).isEqualTo(curve(tiny.folder("teacher")));
    }

    @Test
    void aCheckpointOfAnotherTrainingIsIgnored() throws Exception {
        Folder work = tiny.folder("foreign");
        Folder observed = ObservedFolder.of(
                work, BETWEEN_CHECKPOINTS, (log, text) -> Thread.currentThread().interrupt());
        assertThatThrownBy(() -> TeacherTrainer.run(tiny.teacher(observed, 2), Engines.devices()))
                .isInstanceOf(InterruptedException.class);

        TeacherTrainer.run(tiny.teacher(work, 1), Engines.devices());

        assertThat(bytes(work, FileNames.TEACHER)).isEqualTo(bytes(tiny.folder("teacher"), FileNames.TEACHER));
    }

    @Test
    void distillationSelectsTheLaterCandidateOfLeastProximalDistance() throws Exception {
        List<ProgressLine> candidates = ProgressLog.read(tiny.folder("distil")).stream()
                .filter(line -> line.values().containsKey("proximal-fd"))
                .toList();
        ProgressLine best = candidates.stream()
                .filter(line -> line.done() >= TinyTraining.SELECT_FROM * TinyTraining.BATCH)
                .min(java.util.Comparator.comparing(line -> line.values().get("proximal-fd")))
                .orElseThrow();

        assertThat(candidates).hasSize(TinyTraining.STEPS / 16);
        assertThat(distilled.figures())
                .containsEntry("selected-proximal-fd", best.values().get("proximal-fd"))
                .containsEntry("selected-kimg", best.done() / 1000.0);
    }

    @Test
    void aKilledDistillationContinuesToTheSameSelectedGenerator() throws Exception {
        KilledTraining.run(store, "distil-killed", "distil", BETWEEN_CHECKPOINTS);
        Folder work = tiny.folder("distil-killed");
        assertThat(Checkpoint.read(work, TestIds.key("distil-1")).orElseThrow().step())
                .isEqualTo(TinyTraining.CHECKPOINT_EVERY);

        StageResult result = Distiller.run(tiny.distil(work, 1, "features"), Engines.devices());

        assertThat(bytes(work, FileNames.GENERATOR)).isEqualTo(bytes(tiny.folder("distil"), FileNames.GENERATOR));
        assertThat(curve(work)).isEqualTo(curve(tiny.folder("distil")));
        assertThat(result.figures())
                .containsEntry("selected-kimg", distilled.figures().get("selected-kimg"))
                .containsEntry("selected-proximal-fd", distilled.figures().get("selected-proximal-fd"));
    }

    @Test
    void aKilledTrainingInBfloat16OnTwoDevicesContinuesToTheSameBytes() throws Exception {
        assumeThatCode(() -> PrecisionCheck.requireOnCpu(Precision.BFLOAT16)).doesNotThrowAnyException();
        Folder whole = tiny.folder("bfloat16");
        TeacherTrainer.run(tiny.teacherInBfloat16(whole, 1), TorchDevices.cpus(1));
        KilledTraining.run(store, "bfloat16-killed", "bfloat16", BETWEEN_CHECKPOINTS);
        Folder work = tiny.folder("bfloat16-killed");

        StageResult result = TeacherTrainer.run(tiny.teacherInBfloat16(work, 1), TorchDevices.cpus(2));

        assertThat(bytes(work, FileNames.TEACHER)).isEqualTo(bytes(whole, FileNames.TEACHER));
        assertThat(result.figures()).containsEntry("micro-batch", TinyTraining.BATCH / 4.0);
    }

    @Test
    void anInterruptedDistillationEndsInTheSameBytesAndAnotherSeedInOthers() throws Exception {
        Folder work = tiny.folder("distil-interrupted");
        Folder observed = ObservedFolder.of(
                work, BETWEEN_CHECKPOINTS, (log, text) -> Thread.currentThread().interrupt());
        assertThatThrownBy(() -> Distiller.run(tiny.distil(observed, 1, "features"), Engines.devices()))
                .isInstanceOf(InterruptedException.class);
        Distiller.run(tiny.distil(work, 1, "features"), Engines.devices());
        Distiller.run(tiny.distil(tiny.folder("distil-other"), 2, "features"), Engines.devices());

        byte[] generator = bytes(tiny.folder("distil"), FileNames.GENERATOR);
        assertThat(bytes(work, FileNames.GENERATOR)).isEqualTo(generator);
        assertThat(bytes(tiny.folder("distil-other"), FileNames.GENERATOR)).isNotEqualTo(generator);
    }

    /** The log without its times. */
    private static List<ProgressLine> curve(Folder work) throws IOException {
        return ProgressLog.read(work).stream()
                .map(line -> new ProgressLine(0, line.done(), line.total(), line.unit(), line.values(), line.message()))
                .toList();
    }

    private static byte[] bytes(Folder folder, String file) throws IOException {
        try (InputStream in = folder.open(file)) {
            return in.readAllBytes();
        }
    }
}
