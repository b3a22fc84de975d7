package org.dcd.pipelines.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.experiment.ExperimentFiles;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.experiment.Sweep;
import org.dcd.pipelines.report.SyntheticReport;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Score;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expectations of a sweep on several points. */
class TrendsTest {
    private static final String GRID =
            """
            sweep:
              corruption.noise.sigma: [0.25, 0.5, 1.0]
              seed: [1, 2]
              expect: [generator.fd rises along corruption.noise.sigma]
            """;

    @TempDir
    private Path folder;

    private Sweep sweep(String text) {
        return ExperimentReader.readSweep(
                ExperimentFiles.write(folder, "sweep.yaml", ExperimentFiles.GOOD + text), List.of());
    }

    private static List<PointRun> runs(Sweep sweep, double... values) {
        List<PointRun> runs = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            runs.add(PointRun.of(sweep.points().get(i), List.of(score(values[i], "fd[a]"))));
        }
        return runs;
    }

    private static Score score(double value, String contract) {
        Score any = SyntheticReport.scores(1).get(0);
        return Score.newBuilder(any)
                .setRow("generator")
                .setMetric("fd")
                .setValue(value)
                .setContract(
                        Contract.newBuilder(any.getContract()).setName(contract).build())
                .build();
    }

    @Test
    void trendsAreCheckedForEachSeed() {
        Sweep sweep = sweep(GRID);

        assertThat(Trends.check(sweep, runs(sweep, 1, 1, 2, 3, 3, 2)))
                .containsExactly(
                        new ExpectationResult(
                                "generator.fd rises along corruption.noise.sigma at seed=1",
                                true,
                                "1.000 < 2.000 < 3.000"),
                        new ExpectationResult(
                                "generator.fd rises along corruption.noise.sigma at seed=2",
                                false,
                                "not 1.000 < 3.000 < 2.000"));
    }

    @Test
    void equalScoresAndNanFail() {
        Sweep sweep = sweep(GRID.replace("rises", "falls"));

        assertThat(Trends.check(sweep, runs(sweep, 3, 3, 2, 2, 2, Double.NaN)))
                .extracting(ExpectationResult::passed)
                .containsExactly(false, false);
        assertThat(Trends.check(sweep, runs(sweep, 3, 3, 2, 2, 1, 1)))
                .extracting(ExpectationResult::passed)
                .containsExactly(true, true);
    }

    @Test
    void anUnfinishedPointFailsItsTrend() {
        Sweep sweep = sweep(GRID);

        assertThat(Trends.check(sweep, runs(sweep, 1, 1, 2, 2, 3)))
                .extracting(ExpectationResult::detail)
                .containsExactly("1.000 < 2.000 < 3.000", "missing: sigma=1.0 seed=2");
    }

    @Test
    void scoresOfDifferentProtocolsAreNotCompared() {
        Sweep sweep = sweep("sweep: {corruption.noise.sigma: [0.25, 0.5], expect: [generator.fd rises along"
                + " corruption.noise.sigma]}");
        List<PointRun> runs = List.of(
                PointRun.of(sweep.points().get(0), List.of(score(1, "fd[a]"))),
                PointRun.of(sweep.points().get(1), List.of(score(2, "fd[b]"))));

        assertThat(Trends.check(sweep, runs))
                .singleElement()
                .isEqualTo(new ExpectationResult(
                        "generator.fd rises along corruption.noise.sigma",
                        false,
                        "refused: fd[a] and fd[b] are different protocols"));
    }

    @Test
    void zippedKeysAreOneAxis() {
        Sweep sweep = sweep(
                """
                sweep:
                  zip: {corruption.noise.sigma: [0.25, 0.5], teacher.training.kimg: [2, 1]}
                  seed: [1, 2]
                  expect: [generator.fd rises along corruption.noise.sigma]
                """);

        assertThat(Trends.check(sweep, runs(sweep, 1, 2, 3, 4)))
                .extracting(ExpectationResult::text, ExpectationResult::detail)
                .containsExactly(
                        tuple("generator.fd rises along corruption.noise.sigma at seed=1", "1.000 < 3.000"),
                        tuple("generator.fd rises along corruption.noise.sigma at seed=2", "2.000 < 4.000"));
    }
}
