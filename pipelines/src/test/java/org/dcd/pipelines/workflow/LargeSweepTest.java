package org.dcd.pipelines.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.experiment.Sweep;
import org.dcd.pipelines.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans of many points: the work is linear in the number of points. */
class LargeSweepTest {
    private static final int POINTS = 400;

    @TempDir
    private Path folder;

    private SweepPlan plan(int points) throws IOException {
        Planned.write(folder, Planned.EXPERIMENT + sweep(points), "ten images");
        Sweep sweep = ExperimentReader.readSweep(folder.resolve("experiment.yaml"), List.of());
        return Planner.plan(sweep, Store.open(folder.resolve("store")));
    }

    private static String sweep(int points) {
        return IntStream.rangeClosed(1, points)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "sweep: {distillation.training.sigma-init: [", "]}\n"));
    }

    @Test
    void sharedStagesAreOfAllPointsAndOthersOfTheirOwn() throws IOException {
        SweepPlan plan = plan(POINTS);

        assertThat(plan.needing(key(plan, 0, "teacher"))).hasSize(POINTS);
        assertThat(plan.needing(key(plan, 3, "distil"))).containsExactly(3);
        assertThat(plan.needing("no such key")).isEmpty();
        assertThat(plan.all().stages())
                .hasSize(plan.plans().get(0).stages().size() + (POINTS - 1) * 5)
                .extracting(PlannedStage::label)
                .contains("teacher", "distil [sigma-init=4]", "report [sigma-init=400]")
                .doesNotHaveDuplicates();
        assertThat(plan.part(3)).isEqualTo(plan.parts().get(3));
    }

    /** 400 points ask 2,000 times; looking through all stages of all points would read 14 million keys. */
    @Test
    void pointsOfAStageAreLookedUp() throws IOException {
        SweepPlan plan = plan(POINTS);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        int asked = 0;

        long before = threads.getCurrentThreadCpuTime();
        for (int repeat = 0; repeat < 20; repeat++) {
            for (PlannedStage stage : plan.all().stages()) {
                asked += plan.needing(stage.node().key()).size();
            }
        }
        double seconds = (threads.getCurrentThreadCpuTime() - before) * 1e-9;

        assertThat(asked).isEqualTo(20 * POINTS * plan.plans().get(0).stages().size());
        assertThat(seconds).isLessThan(0.5);
    }

    /** Work is counted as bytes that one thread allocates, which load of the machine does not change. */
    @Test
    void fourTimesThePointsAreFourTimesTheWork() throws Exception {
        plan(10);

        long few = allocated(100);
        long many = allocated(400);

        assertThat(many).isBetween(2 * few, 5 * few);
    }

    /** Bytes that planning allocates, in a pool of one thread, which runs the parallel streams too. */
    private long allocated(int points) throws Exception {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        ForkJoinPool pool = new ForkJoinPool(1);
        try {
            return pool.submit(() -> {
                        long before = threads.getCurrentThreadAllocatedBytes();
                        plan(points);
                        return threads.getCurrentThreadAllocatedBytes() - before;
                    })
                    .get();
        } finally {
            pool.shutdown();
        }
    }

    private static String key(SweepPlan plan, int point, String stage) {
        return plan.plans().get(point).stage(stage).orElseThrow().node().key();
    }

    /** In the plan of every point and in that of all points. */
    @Test
    void everyStageComesAfterItsInputs() throws IOException {
        SweepPlan plan = plan(3);
        List<String> seen = new ArrayList<>();

        for (PlannedStage stage : plan.all().stages()) {
            assertThat(seen)
                    .containsAll(
                            stage.node().inputs().stream().map(NodeInput::key).toList());
            seen.add(stage.node().key());
        }
        assertThat(Files.exists(folder.resolve("store"))).isFalse();
    }
}
