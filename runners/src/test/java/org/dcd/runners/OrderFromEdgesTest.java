package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.resourcehints.ResourceHints;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.run.ExperimentRunner;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.RunningJob;
import org.dcd.pipelines.run.StageFailedException;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.stage.StageFailure;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.stage.StageKinds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A stage starts when its inputs are finished. Three points of a sweep share a data set; each has a teacher, which
 * takes one of two GPUs, a score stage and a report. Each test sets what the stages do.
 */
@Tag("alone")
class OrderFromEdgesTest {
    private static final int PATIENCE_SECONDS = 60;

    /** The work of stages by name, for all graphs in this process. */
    private static final Map<String, Work> WORK = new ConcurrentHashMap<>();

    private static final Map<String, AtomicInteger> BEGUN = new ConcurrentHashMap<>();

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private record Spec(String point) implements StageSpec {}

    @TempDir
    private Path folder;

    private Store store;
    private Graphs graphs;

    @BeforeEach
    void open() {
        WORK.clear();
        BEGUN.clear();
        store = Store.open(folder.resolve("store"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "flink"})
    void aPointIsScoredWhileOthersTrainOnBothGpus(String runner) throws Exception {
        Semaphore gpus = new Semaphore(2);
        CountDownLatch secondIsTrained = new CountDownLatch(1);
        CountDownLatch secondIsScored = new CountDownLatch(1);
        WORK.put("teacher:1", () -> onGpu(gpus, () -> await(secondIsScored)));
        WORK.put("teacher:2", () -> onGpu(gpus, secondIsTrained::countDown));
        WORK.put("teacher:3", () -> {
            await(secondIsTrained);
            onGpu(gpus, () -> await(secondIsScored));
        });
        WORK.put("score:2", secondIsScored::countDown);

        run(runner);

        assertThat(plan().allCached()).isTrue();
        assertThat(graphs.started).hasValue(1);
    }

    private static void onGpu(Semaphore gpus, Work training) throws Exception {
        gpus.acquire();
        try {
            training.run();
        } finally {
            gpus.release();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "flink"})
    void aFailureStopsDependentStagesOnly(String runner) throws Exception {
        CountDownLatch othersTrain = new CountDownLatch(2);
        CountDownLatch failed = new CountDownLatch(1);
        Work training = () -> {
            othersTrain.countDown();
            await(failed);
        };
        WORK.put("teacher:1", training);
        WORK.put("teacher:3", training);
        WORK.put("teacher:2", () -> {
            await(othersTrain);
            failed.countDown();
            throw new BadInputException("no such weights");
        });

        assertThatThrownBy(() -> run(runner))
                .isInstanceOf(BadInputException.class)
                .hasMessage("stage teacher:2 failed: no such weights")
                .hasStackTraceContaining("OrderFromEdgesTest");

        assertThat(graphs.started).as("graphs").hasValue(1);
        assertThat(BEGUN.values()).as("number of times that each stage started").allSatisfy(times -> assertThat(times)
                .hasValue(1));
        assertThat(BEGUN).doesNotContainKeys("score:2", "report:2");
        assertThat(plan().toRun())
                .extracting(stage -> stage.node().name())
                .containsExactlyInAnyOrder("teacher:2", "score:2", "report:2");

        WORK.put("teacher:2", () -> {});
        run(runner);
        assertThat(plan().allCached()).isTrue();
        StageNode repaired = plan().stage("teacher:2").orElseThrow().node();
        assertThat(store.stage(repaired.id()).list())
                .as("files of the stage that had failed")
                .containsExactly("manifest.json", "out");
    }

    @Test
    void onlyTheLatestFailureIsReported() throws Exception {
        WORK.put("teacher:2", () -> {
            throw new IllegalStateException("first");
        });
        assertThatThrownBy(() -> run("direct")).isInstanceOf(StageFailedException.class);
        WORK.put("teacher:2", () -> {
            throw new IllegalStateException("second");
        });

        assertThatThrownBy(() -> run("direct"))
                .hasMessageStartingWith("stage teacher:2 failed: second; finished stages are kept");
    }

    @Test
    void aLargeGraphRunsInParts() throws Exception {
        run("direct", 4);

        assertThat(graphs.started).as("10 stages, 4 at once").hasValue(3);
        assertThat(plan().allCached()).isTrue();
    }

    @Test
    void cachedPointsStartNoGraph() throws Exception {
        run("direct");

        run("direct");

        assertThat(graphs.started).hasValue(0);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("waited in vain");
        }
    }

    private void run(String runner) throws InterruptedException {
        run(runner, Integer.MAX_VALUE);
    }

    private void run(String runner, int maxStages) throws InterruptedException {
        graphs = new Graphs(new Runners(2).of(RunnerProfile.named(runner)), maxStages, new AtomicInteger());
        StageTransforms transforms = StageTransforms.registered();
        for (String kind : StageKinds.all().stream().map(StageKinds::name).toList()) {
            transforms = transforms.with(kind, new Scripted(kind.equals("teacher")));
        }
        ExperimentRunner.run(plan(), store, graphs, transforms);
    }

    private Plan plan() {
        StageNode dataset = StageNode.of("dataset", "dataset", new Spec(""), List.of());
        List<StageNode> nodes = new ArrayList<>(List.of(dataset));
        for (String point : List.of("1", "2", "3")) {
            StageNode teacher =
                    StageNode.of("teacher", "teacher:" + point, new Spec(point), List.of(dataset.as("measurements")));
            StageNode score =
                    StageNode.of("score", "score:" + point, new Spec(point), List.of(teacher.as("a"), dataset.as("b")));
            StageNode report = StageNode.of("report", "report:" + point, new Spec(point), List.of(score.as("score")));
            nodes.addAll(List.of(teacher, score, report));
        }
        return Plan.of("points", 1, "experiment: points\n", nodes, store);
    }

    /** Counts the graphs that are started. */
    private record Graphs(GraphRunner runner, int maxStages, AtomicInteger started) implements GraphRunner {
        @Override
        public String name() {
            return runner.name();
        }

        @Override
        public String check(Store store) throws InterruptedException {
            return runner.check(store);
        }

        @Override
        public List<String> probe(Store store) throws InterruptedException {
            return runner.probe(store);
        }

        @Override
        public RunningJob start(Consumer<Pipeline> build) throws Exception {
            started.incrementAndGet();
            return runner.start(build);
        }
    }

    private static final class Scripted extends PTransform<PCollection<StageTask<Spec>>, PCollection<StageOutcome>> {
        Scripted(boolean onGpu) {
            if (onGpu) {
                setResourceHints(ResourceHints.create().withAccelerator("type:test"));
            }
        }

        @Override
        public PCollection<StageOutcome> expand(PCollection<StageTask<Spec>> tasks) {
            return tasks.apply("Do", ParDo.of(new Do())).setCoder(SerializableCoder.of(StageOutcome.class));
        }
    }

    private static final class Do extends DoFn<StageTask<Spec>, StageOutcome> {
        @ProcessElement
        public void process(@Element StageTask<Spec> task, OutputReceiver<StageOutcome> out) throws Exception {
            BEGUN.computeIfAbsent(task.name(), name -> new AtomicInteger()).incrementAndGet();
            try {
                WORK.getOrDefault(task.name(), () -> {}).run();
                task.work().write("out", to -> to.write(1));
            } catch (RuntimeException e) {
                out.output(new StageFailure(task, e));
                return;
            }
            out.output(new StageResult(task, List.of(), Map.of(), List.of(), List.of(), Instant.EPOCH, 0));
        }
    }
}
