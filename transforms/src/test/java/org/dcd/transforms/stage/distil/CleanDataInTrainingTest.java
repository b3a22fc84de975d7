package org.dcd.transforms.stage.distil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.dcd.schemas.Origin;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.ExtractorFacts;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.ReferenceMoments;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.features.FeatureTrainer;
import org.dcd.transforms.stage.teacher.TeacherTrainer;
import org.dcd.transforms.train.TinyTraining;
import org.dcd.transforms.train.TrainingImages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training and selection refuse clean images, for any graph. */
class CleanDataInTrainingTest {
    @TempDir
    private Path store;

    private TinyTraining tiny;

    @BeforeEach
    void openStore() {
        tiny = new TinyTraining(store);
    }

    @ParameterizedTest
    @EnumSource(value = Origin.class, names = "MEASUREMENT", mode = EnumSource.Mode.EXCLUDE)
    void teachersAreTrainedOnMeasurementsOnly(Origin origin) throws IOException {
        tiny.writeMeasurements("corrupt", origin);

        assertThatThrownBy(() -> TeacherTrainer.run(tiny.teacher(tiny.folder("teacher"), 1), Engines.devices()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("image 0 is of origin " + origin + ", expected MEASUREMENT");
        assertThat(tiny.folder("teacher").list()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Origin.class, names = "MEASUREMENT", mode = EnumSource.Mode.EXCLUDE)
    void proximalFeaturesAreTrainedOnMeasurementsOnly(Origin origin) throws IOException {
        tiny.writeMeasurements("corrupt", origin);

        assertThatThrownBy(() -> FeatureTrainer.run(
                        tiny.features(Origin.MEASUREMENT, "corrupt", tiny.folder("features")), Engines.devices()))
                .hasMessageContaining("is of origin " + origin);
    }

    @Test
    void cleanFeaturesAreTrainedOnCleanImagesOnly() throws IOException {
        tiny.writeImages("dataset", Origin.GENERATED);

        assertThatThrownBy(() -> FeatureTrainer.run(
                        tiny.features(Origin.CLEAN, "dataset", tiny.folder("features")), Engines.devices()))
                .hasMessageContaining("is of origin GENERATED, expected CLEAN");
    }

    @Test
    void measurementsOfAnotherShapeAreRefused() throws IOException {
        tiny.writeMeasurements("corrupt", Origin.MEASUREMENT);

        assertThatThrownBy(() -> TrainingImages.measurements(
                        tiny.folder("corrupt"), FileNames.MEASUREMENTS, new ImageShape(1, 16, 4)))
                .hasMessage("image 0 has shape 1x8x8, expected 1x16x4");
    }

    @ParameterizedTest
    @EnumSource(value = Origin.class, names = "MEASUREMENT", mode = EnumSource.Mode.EXCLUDE)
    void checkpointsAreSelectedOnMeasurementsOnly(Origin origin) throws Exception {
        tiny.writeMeasurements("corrupt", Origin.MEASUREMENT);
        TeacherTrainer.run(tiny.teacher(tiny.folder("teacher"), 1, 1e-3, 1), Engines.devices());
        FeatureMoments moments = new FeatureMoments(8);
        moments.add(new float[16], 2);
        ReferenceMoments.write(
                tiny.folder("oracle"), FileNames.REFERENCE_MOMENTS, moments, origin, ExtractorFacts.of("pixels", "0"));

        assertThatThrownBy(() -> Distiller.run(tiny.distil(tiny.folder("distil"), 1, "oracle"), Engines.devices()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("candidates are selected by measurements only, but the reference is of origin " + origin);
    }
}
