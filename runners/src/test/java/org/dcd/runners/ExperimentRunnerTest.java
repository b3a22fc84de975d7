package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.run.ExperimentRunner;
import org.dcd.pipelines.run.RunOutcome;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.run.RunRecords;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentRunnerTest {
    @TempDir
    private Path folder;

    private FakeRuns runs;

    @BeforeEach
    void openStore() {
        runs = new FakeRuns(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "flink"})
    void everyStageRunsOnceWithItsOwnInputs(String runner) throws Exception {
        RunOutcome outcome = runs.run(runner);

        assertThat(runs.ran()).isEqualTo(FakeRuns.ALL);
        assertThat(outcome.made()).isEqualTo(FakeRuns.ALL.size());
        assertThat(runs.output("distil"))
                .isEqualTo("distil(teacher(corrupt(dataset())),features:proximal(corrupt(dataset())))");
        assertThat(runs.output("features:oracle")).isEqualTo("features:oracle(dataset())");
        assertThat(runs.plan().allCached()).isTrue();
    }

    @Test
    void aSecondRunIsAllCachedAndBuildsNoPipeline() throws Exception {
        runs.run("direct");
        RunOutcome second = ExperimentRunner.run(
                runs.plan(), runs.store(), new NoRunners(), runs.fakes().transforms());

        assertThat(second.made()).isZero();
        assertThat(second.report().exists(FakeStage.OUTPUT)).isTrue();
    }

    @Test
    void onlyStagesThatAChangeAffectsRunAgain() throws Exception {
        runs.run("direct");

        runs.run(FakePlan.in(runs.store(), "teacher of version 2"), "direct", runs.fakes(), message -> {});

        List<String> expected = new ArrayList<>(FakeRuns.ALL);
        expected.addAll(List.of("teacher", "distil", "report"));
        assertThat(runs.ran()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aRunIsRecordedForComparison() throws Exception {
        runs.run("direct");

        assertThat(new RunRecords(runs.store()).all()).singleElement().satisfies(record -> {
            assertThat(record.experiment()).isEqualTo("fake");
            assertThat(record.runner()).isEqualTo("direct");
            assertThat(record.yaml()).isEqualTo("experiment: fake\n");
            assertThat(record.stages())
                    .extracting(RunRecord.StageRecord::cached)
                    .containsOnly(false);
            assertThat(record.reportKey())
                    .isEqualTo(runs.plan().stage("report").orElseThrow().node().key());
        });
        runs.run("direct");
        assertThat(new RunRecords(runs.store()).all()).singleElement().satisfies(record -> {
            assertThat(record.stages())
                    .as("the run that made the stages")
                    .extracting(RunRecord.StageRecord::cached)
                    .containsOnly(false);
            assertThat(record.otherRuns()).singleElement().satisfies(again -> assertThat(again.made())
                    .isEmpty());
        });
    }

    @Test
    void anUnknownRunnerIsBadInput() {
        assertThatThrownBy(() -> runs.run("spark"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("unknown runner 'spark'; give --runner")
                .hasMessageContaining("--runner flink");
    }
}
