package org.dcd.transforms.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.measurement.NoiseAssumption.Estimated;
import org.dcd.transforms.measurement.NoiseAssumption.Given;
import org.dcd.transforms.measurement.NoiseAssumption.Stored;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseAssumptionTest {
    private static final Corruption OF_DATA = new Corruption(new RandomMask(0.6), new UniformSigma(0.1, 0.3));
    private static final float[] STORED = {0.1f, 0.2f, 0.3f};

    @TempDir
    private Path path;

    private record NoSpec() implements StageSpec {}

    private StageTask<NoSpec> task(StageInput... inputs) {
        return new StageTask<>(
                new StageId("teacher", "2c70e12b"),
                "teacher",
                new NoSpec(),
                List.of(inputs),
                Folder.at(path.toString()));
    }

    private StageInput calibrate() {
        return new StageInput("noise", "calibrate", new StageId("calibrate", "2c70e12b"), Folder.at(path.toString()));
    }

    @Test
    void storedKeepsTheSigmaOfEachMeasurementAndTheNoiseOfTheData() throws IOException {
        NoiseAssumption.Resolved noise = new Stored().resolve(task());

        assertThat(noise.sigmas(STORED)).containsExactly(STORED);
        assertThat(noise.corruption(OF_DATA)).isEqualTo(OF_DATA);
        assertThatThrownBy(noise::sigma).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void givenIsOneSigmaForAllMeasurements() throws IOException {
        NoiseAssumption.Resolved noise = new Given(0.25).resolve(task());

        assertThat(noise.sigmas(STORED)).containsExactly(0.25f, 0.25f, 0.25f);
        assertThat(noise.sigma()).isEqualTo(0.25);
        assertThat(noise.corruption(OF_DATA)).isEqualTo(new Corruption(new RandomMask(0.6), new GaussianNoise(0.25)));
    }

    @Test
    void estimatedIsReadFromTheInput() throws IOException {
        new NoiseEstimate(0.31, 0.28, 0.31, 100).write(Folder.at(path.toString()));

        assertThat(new Estimated().resolve(task(calibrate()))).isEqualTo(new Given(0.31));
    }

    /** Otherwise keys of later stages would depend on a σ that they must not know. */
    @Test
    void beforeTheEstimateTheCorruptionHasNoNoise() {
        assertThat(new Estimated().corruption(OF_DATA)).isEqualTo(new Corruption(new RandomMask(0.6), new NoNoise()));
    }

    @Test
    void rejectsAMissingInput() {
        assertThatThrownBy(() -> new Estimated().resolve(task()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stage teacher needs an estimate of the noise level, but has no input 'noise'; add the"
                        + " calibrate stage of its measurements");
    }

    @Test
    void aMissingEstimateFileIsDamage() {
        assertThatThrownBy(() -> new Estimated().resolve(task(calibrate())))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining(NoiseEstimate.FILE)
                .hasMessageContaining("is missing");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 80.1, Double.NaN})
    void aGivenSigmaIsPositiveAndAtMost80(double sigma) {
        assertThatThrownBy(() -> new Given(sigma))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("data-sigma must be in (0, 80], was " + sigma);
    }
}
