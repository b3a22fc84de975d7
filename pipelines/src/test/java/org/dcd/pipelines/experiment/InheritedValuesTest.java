package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inherited values that do not fit an override are adapted. */
class InheritedValuesTest {
    private static final String SELECTING = "distillation.training.select-from-kimg=";
    private static final String NOTICE =
            "distillation.training.select-from-kimg is scaled from 30 to 1, as kimg is 2 instead of 60;"
                    + " set it together with kimg to choose another value";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() {
        file = ExperimentFiles.write(
                folder,
                "a.yaml",
                ExperimentFiles.GOOD.replace("{kimg: 60, batch: 48}", "{kimg: 60, batch: 48, select-from-kimg: 30}"));
    }

    private SweepPoint point(Path file, String... overrides) {
        return ExperimentReader.readSweep(file, List.of(overrides)).points().get(0);
    }

    private Path extending(String text) {
        return ExperimentFiles.write(folder, "b.yaml", "extends: a.yaml\n" + text);
    }

    private static double selectFrom(SweepPoint point) {
        return point.experiment().distillation().orElseThrow().training().selectFromKimg();
    }

    @Test
    void theStartOfSelectionScalesWithAShorterTraining() {
        for (SweepPoint point : List.of(
                point(file, "distillation.training.kimg=2"),
                point(file, "distillation.training={kimg: 2}"),
                point(extending("distillation: {training: {kimg: 2}}")),
                point(extending("sweep: {distillation.training.kimg: [2, 60]}")))) {
            assertThat(selectFrom(point)).isEqualTo(1);
            assertThat(point.notices()).containsExactly(NOTICE);
        }
    }

    @Test
    void valuesThatFitAreNotAdapted() {
        SweepPoint shorter = point(file, "distillation.training.kimg=30");
        SweepPoint given = point(file, SELECTING + "2", "distillation.training.kimg=2");

        assertThat(selectFrom(shorter)).isEqualTo(30);
        assertThat(selectFrom(given)).isEqualTo(2);
        assertThat(selectFrom(point(extending("sweep: {distillation.training.kimg: [60, 2]}"))))
                .isEqualTo(30);
        assertThat(shorter.notices()).isEmpty();
        assertThat(given.notices()).isEmpty();
    }

    @Test
    void valuesBesideTheOverrideAreRefused() {
        assertThatThrownBy(() -> point(file, "distillation.training.kimg=2", SELECTING + "3"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("must be in [0, 2], was 3");
        assertThatThrownBy(() -> point(file, SELECTING + "61"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("must be in [0, 60], was 61");
        assertThatThrownBy(() -> point(extending("distillation: {training: {kimg: 2, select-from-kimg: 3}}")))
                .isInstanceOf(BadInputException.class);
    }

    @Test
    void expectationsOfRowsThatAreNoLongerScoredAreDropped() {
        for (SweepPoint point : List.of(
                point(file, "scoring.rows=[observation, generator]"),
                point(extending("scoring: {rows: [observation, generator]}")),
                point(extending("sweep: {scoring.rows: [[observation, generator], [generator, observation]]}")))) {
            assertThat(point.experiment().expect())
                    .extracting(Expectation::toString)
                    .containsExactly("generator.fd <= 0.25 * observation.fd");
            assertThat(point.notices())
                    .singleElement()
                    .asString()
                    .startsWith("expectation 'generator.fd < teacher-full.fd' at " + file
                            + ":25:5 is dropped: expect[1] compares")
                    .endsWith("teacher-full.fd, which is not scored; add teacher-full to scoring.rows");
        }
    }

    @Test
    void unscoredExpectationsOfTheOverrideAreRefused() {
        assertThatThrownBy(() -> point(extending(
                        "scoring: {rows: [observation, generator]}\nexpect: [generator.fd < teacher-full.fd]\n")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("teacher-full.fd, which is not scored");
        assertThatThrownBy(() ->
                        point(file, "scoring.rows=[observation, generator]", "expect=[generator.fd < teacher-full.fd]"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("teacher-full.fd, which is not scored");
        assertThatThrownBy(() -> point(extending("expect: [teacher-truncated.fd < 1]")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("teacher-truncated.fd, which is not scored");
    }

    /** An override of another key does not hide an error of the file. */
    @Test
    void aWrongExpectationIsRefusedWhenOtherKeysChange() {
        Path wrong = ExperimentFiles.write(
                folder, "c.yaml", ExperimentFiles.GOOD.replace("teacher-full.fd", "teacher-truncated.fd"));
        assertThatThrownBy(() -> point(wrong, "distillation.training.kimg=2", "scoring.samples=100"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("teacher-truncated.fd, which is not scored");
    }

    @Test
    void trendsOfRowsThatAreNoLongerScoredAreDropped() {
        Path swept = extending("sweep: {corruption.noise.sigma: [0.5, 1], expect: [teacher-full.fd rises along"
                + " corruption.noise.sigma]}\n");

        Sweep sweep = ExperimentReader.readSweep(swept, List.of("scoring.rows=[observation, generator]"));

        assertThat(sweep.expect()).isEmpty();
        assertThat(sweep.points().get(0).notices()).hasSize(2).anySatisfy(notice -> assertThat(notice)
                .startsWith("expectation 'teacher-full.fd rises along corruption.noise.sigma' at "));
        assertThat(ExperimentReader.readSweep(swept, List.of()).expect()).hasSize(1);
    }
}
