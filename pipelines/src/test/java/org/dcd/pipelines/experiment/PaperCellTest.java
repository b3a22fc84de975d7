package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.dcd.pipelines.experiment.PaperCell.Measure;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.stage.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaperCellTest {
    @TempDir
    Path folder;

    @Test
    void isReadAndWrittenBack() {
        Experiment experiment = read("{table: 2, row: generator, metric: fid, value: 4.77}");

        assertThat(experiment.paper()).containsExactly(new PaperCell(2, Row.GENERATOR, Measure.FID, 4.77));
        Path written = ExperimentFiles.write(folder, "b.yaml", ExperimentYaml.write(experiment));
        assertThat(ExperimentReader.read(written, List.of())).isEqualTo(experiment);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{table: 2, row: generator, metric: fd, value: 1} | 26:44: paper[0].metric: unknown value 'fd'; did you mean fid?",
                "{table: 2, row: student, metric: fid, value: 1} | 26:25: paper[0].row: unknown value 'student'",
                "{table: 0, row: generator, metric: fid, value: 1} | 26:10: paper[0].table: must be in [1, 99], was 0",
                "{table: 2, row: generator, metric: fid} | 26:9: paper[0].value: missing; add it",
                "{table: 2, row: generator, metric: fid, value: inf} | 26:56: paper[0].value: needs a finite number",
            })
    void isCheckedAtItsLocation(String cell, String message) {
        assertThatThrownBy(() -> read(cell))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(folder.resolve("a.yaml") + ":" + message);
    }

    @Test
    void mayBeGivenOnce() {
        String cell = "{table: 2, row: generator, metric: fid, value: 4.77}";

        assertThat(read(cell + ", " + cell.replace("2", "3")).paper()).hasSize(2);
        assertThatThrownBy(() -> read(cell + ", " + cell))
                .isInstanceOf(BadInputException.class)
                .hasMessage(folder.resolve("a.yaml")
                        + ":26:63: paper[1]: gives generator.fid of table 2 again; remove one");
    }

    @Test
    void isComparableOnInceptionFeaturesOnly() {
        PaperCell cell = new PaperCell(2, Row.GENERATOR, Measure.FID, 4.77);

        assertThat(cell.isOfKind("fd", "inception-v3-2015-12-05")).isTrue();
        assertThat(cell.isOfKind("fd", "classifier")).isFalse();
        assertThat(cell.isOfKind("proximal-fd", "inception-v3-2015-12-05")).isFalse();
    }

    private Experiment read(String cells) {
        String text = ExperimentFiles.GOOD + "paper: [" + cells + "]\n";
        return ExperimentReader.read(ExperimentFiles.write(folder, "a.yaml", text), List.of());
    }
}
