package org.dcd.transforms.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.transforms.measurement.EstimatedSigma.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseEstimateTest {
    private static final String FILE = NoiseEstimate.FILE;

    @TempDir
    private Path path;

    @Test
    void roundTripIsBitExact() throws IOException {
        NoiseEstimate estimate = new NoiseEstimate(0.1 + 0.2, 1.0 / 3, Math.PI / 9, 100);
        Folder folder = Folder.at(path.toString());
        estimate.write(folder);

        assertThat(NoiseEstimate.read(folder)).isEqualTo(estimate);
    }

    /** The mean of equal numbers may exceed them by rounding. */
    @Test
    void acceptsEqualEstimates() {
        SigmaCalibration set = SigmaCalibration.EMPTY;
        for (int i = 0; i < 1000; i++) {
            set = set.add(0.1);
        }
        assertThat(NoiseEstimate.of(new EstimatedSigma(1000, Rule.MAX, 1), set).sigma())
                .isEqualTo(0.1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"sigma\":0.5,\"mean\":0.5,\"max\":0.6 | does not contain a noise estimate",
                "{\"sigma\":0,\"mean\":0.5,\"max\":0.6,\"images\":100} | the estimated sigma must be in (0, 80], was 0.0",
                "{\"sigma\":\"NaN\",\"mean\":0.5,\"max\":0.6,\"images\":100} | must be in (0, 80], was NaN",
                "{\"sigma\":0.5,\"mean\":0.7,\"max\":0.6,\"images\":100} | mean 0.7, maximum 0.6",
                "{\"sigma\":0.5,\"mean\":0.5,\"max\":0.6} | inconsistent estimates of 0 images",
                "{\"level\":0.5} | does not contain a noise estimate",
                "null | it is null",
            })
    void anotherFileIsDamage(String json, String reason) throws IOException {
        Files.writeString(path.resolve(FILE), json);

        assertThatThrownBy(() -> NoiseEstimate.read(Folder.at(path.toString())))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageStartingWith(path + "/" + FILE)
                .hasMessageContaining(reason)
                .hasMessageEndingWith("restore the file, or use another one");
    }

    @Test
    void aMissingFileIsDamage() {
        assertThatThrownBy(() -> NoiseEstimate.read(Folder.at(path.toString())))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("is missing");
    }
}
