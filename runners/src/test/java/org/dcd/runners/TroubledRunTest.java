package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.dcd.pipelines.run.RunOutcome;
import org.dcd.pipelines.run.StageFailedException;
import org.dcd.pipelines.workflow.Plan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that fail, are interrupted, run at the same time, or find a damaged store. */
@Tag("alone")
class TroubledRunTest {
    @TempDir
    private Path folder;

    private FakeRuns runs;

    @BeforeEach
    void openStore() {
        runs = new FakeRuns(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "flink"})
    void aFailingStageIsNamedAndKeepsTheFinishedOnes(String runner) throws Exception {
        assertThatThrownBy(() -> runs.run(runner, runs.fakes().with("teacher", FakeStage.Does.FAIL)))
                .isInstanceOf(StageFailedException.class)
                .hasMessageStartingWith("stage teacher failed: the fake broke; finished stages are kept");

        Plan after = runs.plan();
        assertThat(after.stage("dataset").orElseThrow().cached()).isTrue();
        assertThat(after.stage("corrupt").orElseThrow().cached()).isTrue();
        assertThat(after.stage("teacher").orElseThrow().cached()).isFalse();

        runs.run(runner);
        assertThat(runs.plan().allCached()).isTrue();
        assertThat(runs.ran()).filteredOn("dataset"::equals).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "flink"})
    void theStageThatEndedTheGraphIsNamed(String runner) {
        assertThatThrownBy(() -> runs.run(runner, runs.fakes().with("teacher", FakeStage.Does.END_GRAPH)))
                .isInstanceOf(StageFailedException.class)
                .hasMessageStartingWith("stage teacher failed: the fake ended the graph; finished stages are kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "flink"})
    void aStackOverflowEndsTheRunWithARemedy(String runner) throws Exception {
        assertThatThrownBy(() -> runs.run(runner, runs.fakes().with("teacher", FakeStage.Does.OVERFLOW)))
                .isInstanceOf(StageFailedException.class)
                .hasMessageStartingWith(
                        "stage teacher failed: the stack of a Java thread is full; set" + " DCD_JAVA_OPTS=-Xss16m");

        assertThat(runs.plan().stage("corrupt").orElseThrow().cached()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "flink"})
    void anInterruptedRunStopsAndTheNextOneContinues(String runner) throws Exception {
        FakeStage.blocked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        List<Throwable> thrown = new ArrayList<>();
        Thread launcher = new Thread(() -> {
            try {
                runs.run(runner, runs.fakes().with("distil", FakeStage.Does.BLOCK));
            } catch (Throwable e) {
                thrown.add(e);
            } finally {
                ended.countDown();
            }
        });
        launcher.start();
        assertThat(FakeStage.blocked.await(2, TimeUnit.MINUTES)).isTrue();

        launcher.interrupt();

        assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(thrown).singleElement().isInstanceOf(InterruptedException.class);
        runs.run(runner);
        assertThat(runs.plan().allCached()).isTrue();
        assertThat(runs.ran()).filteredOn("teacher"::equals).hasSize(1);
    }

    @Test
    void twoSimultaneousRunsMakeEachStageOnce() throws Exception {
        ExecutorService launchers = Executors.newFixedThreadPool(2);
        try {
            Callable<RunOutcome> launch = () -> runs.run("direct");
            Future<RunOutcome> one = launchers.submit(launch);
            Future<RunOutcome> two = launchers.submit(launch);

            int made = one.get(2, TimeUnit.MINUTES).made()
                    + two.get(2, TimeUnit.MINUTES).made();

            assertThat(made).isEqualTo(FakeRuns.ALL.size());
            assertThat(runs.ran()).isEqualTo(FakeRuns.ALL);
        } finally {
            launchers.shutdownNow();
        }
    }

    @Test
    void aDamagedStageRunsAgainAndIsKept() throws Exception {
        runs.run("direct");
        Files.writeString(runs.stage("teacher").resolve(FakeStage.OUTPUT), "cut");
        List<String> messages = new ArrayList<>();

        Plan plan = runs.plan();
        runs.run(plan, "direct", runs.fakes(), messages::add);

        assertThat(plan.toRun()).singleElement().satisfies(stage -> assertThat(
                        stage.status().describe())
                .contains("damaged", "output.txt has 3 bytes instead of 27"));
        assertThat(messages).singleElement().asString().contains("teacher is damaged", "damaged");
        assertThat(runs.ran()).filteredOn("teacher"::equals).hasSize(2);
        assertThat(runs.ran()).filteredOn("distil"::equals).hasSize(1);
    }

    @Test
    void damageOfTheSameSizeIsFoundBeforeAStageReadsIt() throws Exception {
        runs.run("direct");
        Path teacher = runs.stage("teacher").resolve(FakeStage.OUTPUT);
        Files.writeString(teacher, Files.readString(teacher).replace('t', 'x'));
        Files.delete(runs.stage("distil").resolve("manifest.json"));

        Plan plan = runs.plan().verified(runs.store());
        runs.run(plan, "direct", runs.fakes(), message -> {});

        assertThat(plan.toRun()).extracting(stage -> stage.node().name()).containsExactly("teacher", "distil");
        assertThat(runs.output("distil")).contains("teacher(");
        assertThat(runs.plan().allCached()).isTrue();
    }
}
