package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.dcd.pipelines.graph.ExperimentRunner;
import org.dcd.pipelines.graph.PipelineExecutor;
import org.dcd.pipelines.graph.RunOutcome;
import org.dcd.pipelines.graph.StageFailedException;
import org.dcd.pipelines.plan.Plan;
import org.dcd.pipelines.plan.PlannedStage;
import org.dcd.pipelines.plan.RunRecord;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentRunnerTest {
    private static final List<String> ALL =
            List.of("corrupt", "dataset", "distil", "features:oracle", "features:proximal", "report", "teacher");

    @TempDir
    private Path folder;

    private Store store;
    private FakeStage.Control fakes;

    @BeforeEach
    void openStore() {
        store = Store.open(folder.resolve("store"));
        fakes = FakeStage.Control.in(folder);
    }

    private RunOutcome run(String runner, FakeStage.Control control) throws InterruptedException {
        return run(FakePlan.in(store), runner, control);
    }

    private RunOutcome run(Plan plan, String runner, FakeStage.Control control) throws InterruptedException {
        return ExperimentRunner.run(plan, store, runner, new LocalExecutor(2), control.transforms(), message -> {});
    }

    private String output(String stage) throws IOException {
        PlannedStage planned = FakePlan.in(store).stage(stage).orElseThrow();
        try (var in = store.stage(planned.node().kind(), planned.node().key()).open(FakeStage.OUTPUT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "flink"})
    void everyStageRunsOnceWithItsOwnInputs(String runner) throws Exception {
        RunOutcome outcome = run(runner, fakes);

        assertThat(fakes.ran()).isEqualTo(ALL);
        assertThat(outcome.made()).isEqualTo(ALL.size());
        assertThat(output("distil"))
                .isEqualTo("distil(teacher(corrupt(dataset())),features:proximal(corrupt(dataset())))");
        assertThat(output("features:oracle")).isEqualTo("features:oracle(dataset())");
        assertThat(FakePlan.in(store).allCached()).isTrue();
    }

    @Test
    void aSecondRunIsAllCachedAndBuildsNoPipeline() throws Exception {
        run("direct", fakes);
        PipelineExecutor none = new PipelineExecutor() {
            @Override
            public List<String> names() {
                return List.of();
            }

            @Override
            public void run(String runner, Consumer<Pipeline> build) {
                throw new AssertionError("no pipeline was needed");
            }
        };

        RunOutcome second = ExperimentRunner.run(FakePlan.in(store), store, "direct", none, fakes.transforms());

        assertThat(second.made()).isZero();
        assertThat(second.report().exists(FakeStage.OUTPUT)).isTrue();
    }

    @Test
    void onlyWhatAChangeTouchesRunsAgain() throws Exception {
        run("direct", fakes);

        run(FakePlan.in(store, "teacher of version 2"), "direct", fakes);

        List<String> expected = new ArrayList<>(ALL);
        expected.addAll(List.of("teacher", "distil", "report"));
        assertThat(fakes.ran()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "flink"})
    void aFailingStageIsNamedAndKeepsTheFinishedOnes(String runner) throws Exception {
        assertThatThrownBy(() -> run(runner, fakes.with("teacher", FakeStage.Does.FAIL)))
                .isInstanceOf(StageFailedException.class)
                .hasMessageContaining("teacher")
                .hasMessageContaining("the fake broke");

        Plan after = FakePlan.in(store);
        assertThat(after.stage("dataset").orElseThrow().cached()).isTrue();
        assertThat(after.stage("corrupt").orElseThrow().cached()).isTrue();
        assertThat(after.stage("teacher").orElseThrow().cached()).isFalse();

        run(runner, fakes);
        assertThat(FakePlan.in(store).allCached()).isTrue();
        assertThat(fakes.ran()).filteredOn("dataset"::equals).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "flink"})
    void anInterruptedRunStopsAndTheNextOneContinues(String runner) throws Exception {
        FakeStage.blocked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        List<Throwable> thrown = new ArrayList<>();
        Thread launcher = new Thread(() -> {
            try {
                run(runner, fakes.with("distil", FakeStage.Does.BLOCK));
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
        run(runner, fakes);
        assertThat(FakePlan.in(store).allCached()).isTrue();
        assertThat(fakes.ran()).filteredOn("teacher"::equals).hasSize(1);
    }

    @Test
    void twoRunsAtOnceMakeEachStageOnce() throws Exception {
        ExecutorService launchers = Executors.newFixedThreadPool(2);
        try {
            Callable<RunOutcome> launch = () -> run("direct", fakes);
            Future<RunOutcome> one = launchers.submit(launch);
            Future<RunOutcome> two = launchers.submit(launch);

            int made = one.get(2, TimeUnit.MINUTES).made()
                    + two.get(2, TimeUnit.MINUTES).made();

            assertThat(made).isEqualTo(ALL.size());
            assertThat(fakes.ran()).isEqualTo(ALL);
        } finally {
            launchers.shutdownNow();
        }
    }

    @Test
    void aDamagedStageRunsAgainAndIsKeptAside() throws Exception {
        run("direct", fakes);
        PlannedStage teacher = FakePlan.in(store).stage("teacher").orElseThrow();
        Path damaged =
                Path.of(store.stage(teacher.node().kind(), teacher.node().key()).location());
        Files.writeString(damaged.resolve(FakeStage.OUTPUT), "cut");
        List<String> messages = new ArrayList<>();

        Plan plan = FakePlan.in(store);
        ExperimentRunner.run(plan, store, "direct", new LocalExecutor(2), fakes.transforms(), messages::add);

        assertThat(plan.toRun()).singleElement().satisfies(stage -> assertThat(
                        stage.status().describe())
                .contains("damaged", "output.txt has 3 bytes instead of 27"));
        assertThat(messages).singleElement().asString().contains("teacher is damaged", "damaged");
        assertThat(fakes.ran()).filteredOn("teacher"::equals).hasSize(2);
        assertThat(fakes.ran()).filteredOn("distil"::equals).hasSize(1);
    }

    @Test
    void aRunIsRecordedForComparison() throws Exception {
        run("direct", fakes);

        assertThat(RunRecord.all(store)).singleElement().satisfies(record -> {
            assertThat(record.experiment()).isEqualTo("fake");
            assertThat(record.runner()).isEqualTo("direct");
            assertThat(record.yaml()).isEqualTo("experiment: fake\n");
            assertThat(record.stages())
                    .extracting(RunRecord.StageRecord::cached)
                    .containsOnly(false);
            assertThat(record.reportKey())
                    .isEqualTo(FakePlan.in(store)
                            .stage("report")
                            .orElseThrow()
                            .node()
                            .key());
        });
        run("direct", fakes);
        assertThat(RunRecord.all(store)).singleElement().satisfies(record -> assertThat(record.stages())
                .extracting(RunRecord.StageRecord::cached)
                .containsOnly(true));
    }

    @Test
    void anUnknownRunnerIsBadInput() {
        assertThatThrownBy(() -> run("spark", fakes))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("runner 'spark' is not known")
                .hasMessageContaining("--runner flink");
    }
}
