package org.dcd.transforms.stage.distil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.measurement.NoiseAssumption.Estimated;
import org.dcd.transforms.measurement.NoiseAssumption.Given;
import org.dcd.transforms.measurement.NoiseAssumption.Stored;
import org.dcd.transforms.measurement.NoiseDependentSpec;
import org.dcd.transforms.measurement.NoiseEstimate;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.features.FeatureTrainer;
import org.dcd.transforms.stage.teacher.TeacherSpec;
import org.dcd.transforms.stage.teacher.TeacherTrainer;
import org.dcd.transforms.train.TinyTraining;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings use the stored, the given or the estimated noise level. */
class NoiseInTrainingTest {
    /** Not {@link TinyTraining#SIGMA}, which is stored with the measurements. */
    private static final double SIGMA = 0.25;

    @TempDir
    private Path store;

    private TinyTraining tiny;

    @BeforeEach
    void writeInputs() throws IOException {
        tiny = new TinyTraining(store);
        tiny.writeMeasurements("corrupt", Origin.MEASUREMENT);
        new NoiseEstimate(SIGMA, SIGMA, SIGMA, 100).write(tiny.folder("calibrate"));
    }

    private StageTask<TeacherSpec> teacher(String work, NoiseAssumption noise) {
        StageTask<TeacherSpec> task = tiny.teacher(tiny.folder(work), 1, 1e-3, 2);
        TeacherSpec spec = task.spec();
        return task.withSpec(new TeacherSpec(spec.denoiser(), spec.training(), noise, spec.seed()));
    }

    private StageTask<DistilSpec> distil(String work, NoiseAssumption noise) {
        StageTask<DistilSpec> task = tiny.distil(tiny.folder(work), 1, "features");
        DistilSpec spec = task.spec();
        return task.withSpec(new DistilSpec(
                spec.method(),
                spec.teacher(),
                spec.architecture(),
                tiny.ofSteps(spec.training(), 2),
                spec.corruption(),
                spec.extractor(),
                spec.classes(),
                spec.dataType(),
                spec.seed(),
                noise));
    }

    private <S extends NoiseDependentSpec> StageTask<S> withEstimate(StageTask<S> task) {
        StageInput estimate = new StageInput(
                NoiseAssumption.INPUT, "calibrate", new StageId("calibrate", "3b42f211"), tiny.folder("calibrate"));
        return new StageTask<>(
                task.id(),
                task.name(),
                task.spec(),
                Stream.concat(task.inputs().stream(), Stream.of(estimate)).toList(),
                task.work());
    }

    private static byte[] bytes(Folder folder, String file) throws IOException {
        try (InputStream in = folder.open(file)) {
            return in.readAllBytes();
        }
    }

    @Test
    void teachersUseTheGivenNoiseLevel() throws Exception {
        TeacherTrainer.run(teacher("stored", new Stored()), Engines.devices());
        TeacherTrainer.run(teacher("given", new Given(SIGMA)), Engines.devices());
        TeacherTrainer.run(withEstimate(teacher("estimated", new Estimated())), Engines.devices());

        byte[] given = bytes(tiny.folder("given"), FileNames.TEACHER);
        assertThat(bytes(tiny.folder("estimated"), FileNames.TEACHER)).isEqualTo(given);
        assertThat(bytes(tiny.folder("stored"), FileNames.TEACHER)).isNotEqualTo(given);
    }

    @Test
    void generatorsUseTheGivenNoiseLevel() throws Exception {
        TeacherTrainer.run(teacher("teacher", new Stored()), Engines.devices());
        FeatureTrainer.run(tiny.features(Origin.MEASUREMENT, "corrupt", tiny.folder("features")), Engines.devices());

        Distiller.run(distil("stored", new Stored()), Engines.devices());
        Distiller.run(distil("given", new Given(SIGMA)), Engines.devices());
        Distiller.run(withEstimate(distil("estimated", new Estimated())), Engines.devices());

        byte[] given = bytes(tiny.folder("given"), FileNames.GENERATOR);
        assertThat(bytes(tiny.folder("estimated"), FileNames.GENERATOR)).isEqualTo(given);
        assertThat(bytes(tiny.folder("stored"), FileNames.GENERATOR)).isNotEqualTo(given);
    }

    @Test
    void aMissingEstimateIsRefusedBeforeAnythingIsWritten() throws IOException {
        assertThatThrownBy(() -> TeacherTrainer.run(teacher("none", new Estimated()), Engines.devices()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("stage teacher needs an estimate of the noise level, but has no input 'noise'");
        assertThatThrownBy(() -> Distiller.run(distil("none", new Estimated()), Engines.devices()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("stage distil needs an estimate of the noise level, but has no input 'noise'");
        assertThat(tiny.folder("none").list()).isEmpty();
    }
}
