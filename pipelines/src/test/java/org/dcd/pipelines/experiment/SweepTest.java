package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expansion of {@code sweep} in the good file. */
class SweepTest {
    @TempDir
    Path folder;

    @Test
    void keysAreAGridTheFirstSlowest() {
        Sweep sweep = sweep("sweep: {corruption.noise.sigma: [0.25, 0.5], seed: [1, 2]}");

        assertThat(labels(sweep))
                .containsExactly("sigma=0.25 seed=1", "sigma=0.25 seed=2", "sigma=0.5 seed=1", "sigma=0.5 seed=2");
        assertThat(sweep.points().get(3).experiment().seed()).isEqualTo(2);
        assertThat(sweep.points().get(3).experiment().corruption().noise().nominalSigma())
                .isEqualTo(0.5);
        assertThat(sweep.axes()).containsOnlyKeys("corruption.noise.sigma", "seed");
    }

    @Test
    void zippedKeysGoTogether() {
        Sweep sweep = sweep(
                "sweep: {seed: [1, 2], zip: {corruption.noise.sigma: [0.25, 0.5], teacher.training.kimg: [200, 100]}}");

        assertThat(labels(sweep))
                .containsExactly(
                        "seed=1 sigma=0.25 kimg=200",
                        "seed=1 sigma=0.5 kimg=100",
                        "seed=2 sigma=0.25 kimg=200",
                        "seed=2 sigma=0.5 kimg=100");
    }

    @Test
    void itemsOfListsAreSweptByIndex() {
        Sweep grid = sweep("sweep: {teacher.network.multipliers.1: [2, 4], seed: [1, 2]}");
        Sweep nested = sweep("sweep: {teacher: {network: {multipliers: {1: [2, 4]}}}}");
        Sweep zip =
                sweep("sweep: {zip: {teacher.network.multipliers.1: [2, 4], teacher.network.multipliers.2: [1, 3]}}");

        assertThat(labels(grid)).containsExactly("1=2 seed=1", "1=2 seed=2", "1=4 seed=1", "1=4 seed=2");
        assertThat(grid.points().get(2).experiment().teacher().network())
                .asString()
                .contains("[1, 4, 2]");
        assertThat(nested.points().get(1).experiment().teacher().network())
                .asString()
                .contains("[1, 4, 2]");
        assertThat(zip.points().get(1).experiment().teacher().network())
                .asString()
                .contains("[1, 4, 3]");
        assertThatThrownBy(() -> sweep("sweep: {teacher.network.multipliers.7: [2, 4]}"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("there is no item 7: the list at ")
                .hasMessageContaining(" has 3, counted from 0");
        assertThatThrownBy(() -> sweep(
                        "sweep: {teacher.network.multipliers: [[1], [2]]," + " teacher.network.multipliers.0: [2, 4]}"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("but already varies teacher.network.multipliers");
    }

    @Test
    void operatorsOfACompositionAreSwept() {
        String composed = ExperimentFiles.GOOD
                .replace("{type: identity}", "{type: composed, operators: [{type: random-mask, p: 0.1}]}")
                .replace("ambient-tweedie", "standard");
        Path file = ExperimentFiles.write(
                folder,
                "composed.yaml",
                composed + "sweep: {corruption.operator.operators.0.p: [0.2, 0.4],"
                        + " expect: [generator.fd rises along corruption.operator.operators.0.p]}\n");

        Sweep sweep = ExperimentReader.readSweep(file, List.of());

        assertThat(labels(sweep)).containsExactly("p=0.2", "p=0.4");
        assertThat(sweep.points().get(1).experiment().corruption().operator())
                .asString()
                .contains("RandomMask[p=0.4]");
        assertThat(sweep.expect()).hasSize(1);
    }

    @Test
    void aListHasPointsThatSetDifferentKeys() {
        Sweep sweep = sweep(
                """
                sweep:
                  list:
                    - {preset: paper}
                    - {distillation.loss: {type: dmd}}
                """);

        assertThat(labels(sweep)).containsExactly("preset=paper", "loss={type: dmd}");
        assertThat(sweep.points()
                        .get(0)
                        .experiment()
                        .distillation()
                        .orElseThrow()
                        .target()
                        .toString())
                .isEqualTo("IMAGE");
    }

    @Test
    void keysMayBeNestedAndValuesLists() {
        Sweep sweep = sweep("sweep: {teacher: {network: {multipliers: [[1, 2], [1, 2, 2]]}}}");

        assertThat(labels(sweep)).containsExactly("multipliers=[1, 2]", "multipliers=[1, 2, 2]");
    }

    @Test
    void overriddenKeysAreNotSwept() {
        String text = "sweep: {corruption.noise.sigma: [0.25, 0.5], seed: [1, 2]}";

        assertThat(labels(sweep(text, "seed=5"))).containsExactly("sigma=0.25", "sigma=0.5");
        assertThat(sweep(text, "seed=5").points().get(0).experiment().seed()).isEqualTo(5);
        assertThat(labels(sweep(text, "sweep.seed=[7]"))).containsExactly("sigma=0.25 seed=7", "sigma=0.5 seed=7");
        assertThat(labels(sweep("", "sweep.seed=[1,2]"))).containsExactly("seed=1", "seed=2");
    }

    /** A result of the paper belongs to the setting of its point. */
    @Test
    void resultsOfThePaperAreNoSettingsOfAPoint() {
        Sweep sweep = sweep(
                "sweep: {zip: {corruption.noise.sigma: [0.1, 0.2], paper: [[{table: 3, row: generator, metric: fid,"
                        + " value: 3.98}], []]}, seed: [1, 2]}");

        assertThat(labels(sweep))
                .containsExactly("sigma=0.1 seed=1", "sigma=0.1 seed=2", "sigma=0.2 seed=1", "sigma=0.2 seed=2");
        assertThat(sweep.points().get(1).experiment().paper())
                .extracting(PaperCell::value)
                .containsExactly(3.98);
        assertThat(sweep.points().get(2).experiment().paper()).isEmpty();
    }

    @Test
    void expectationsOfAllPointsAreReadFromTheSweep() {
        String text = "sweep: {corruption.noise.sigma: [0.25, 0.5], seed: [1, 2],"
                + " expect: [generator.fd rises along corruption.noise.sigma]}";

        assertThat(sweep(text).points()).hasSize(4);
        assertThat(sweep(text).expect())
                .containsExactly(new Trend(
                        "generator.fd rises along corruption.noise.sigma",
                        new Expectation.Score("generator", "fd"),
                        Trend.Direction.RISES,
                        "corruption.noise.sigma"));
        assertThat(sweep(text, "corruption.noise.sigma=0.3").points()).hasSize(2);
        assertThat(sweep(text, "sweep.expect=[]").expect()).isEmpty();
    }

    @Test
    void aFileWithoutASweepIsOnePointWithoutSettings() {
        Sweep sweep = sweep("");

        assertThat(labels(sweep)).containsExactly("");
        assertThat(sweep.isSwept()).isFalse();
    }

    @Test
    void aSweepIsRefusedWithAPointWhereOneExperimentIsNeeded() {
        Path file = write("sweep: {corruption.noise.sigma: [0.25, 0.5]}");

        assertThatThrownBy(() -> ExperimentReader.read(file, List.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageEndingWith(
                        "is a sweep over corruption.noise.sigma with 2 points, but one experiment is needed;"
                                + " choose a point, such as --set corruption.noise.sigma=0.25");
    }

    private Sweep sweep(String text, String... overrides) {
        return ExperimentReader.readSweep(write(text), List.of(overrides));
    }

    private Path write(String text) {
        return ExperimentFiles.write(folder, "bad.yaml", ExperimentFiles.GOOD + text);
    }

    private static List<String> labels(Sweep sweep) {
        return sweep.points().stream().map(SweepPoint::label).toList();
    }
}
