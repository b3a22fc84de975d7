package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dcd.pipelines.cli.FakeCluster.End;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.run.ActiveRun;
import org.dcd.pipelines.run.ActiveRuns;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.run.RunRecords;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.tracking.TrackingSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Detached runs on a fake cluster, whose jobs the test controls. */
class DetachTest {
    private static final int STAGES = 12;

    @TempDir
    private Path folder;

    private final FakeCluster cluster = new FakeCluster();
    private FinishedRun files;

    @BeforeEach
    void prepare() throws IOException {
        files = FinishedRun.prepared(folder);
    }

    private TestCli dcd(String... args) {
        return dcdFailing(null, args);
    }

    private TestCli dcdFailing(String failing, String... args) {
        return TestCli.run(
                cluster,
                FakeStages.failingAt(failing),
                TrackingSettings.NONE,
                Stream.concat(
                                Stream.of(args),
                                Stream.of("--store", files.store().toString()))
                        .toArray(String[]::new));
    }

    private TestCli run(String... more) {
        return dcd(Stream.concat(Stream.of("run", files.file(), "--flink-master", "cluster:8081"), Stream.of(more))
                .toArray(String[]::new));
    }

    private Store store() {
        return Store.open(files.store());
    }

    private List<ActiveRun> active() throws IOException {
        return List.copyOf(new ActiveRuns(store()).all().values());
    }

    @Test
    void attachCompletesADetachedRun() throws IOException {
        TestCli detached = run("--detach");
        assertThat(detached.code()).as(detached.err()).isZero();
        assertThat(detached.err()).contains("continues. To follow it, run dcd attach tiny-1-");
        assertThat(active()).hasSize(1);
        String name = active().get(0).name();
        assertThat(dcd("status").out()).contains(name, "0/" + STAGES, "detached");

        cluster.work();
        assertThat(dcd("status").out()).contains(STAGES + "/" + STAGES, "job ended; run dcd attach");
        assertThat(new RunRecords(store()).all()).isEmpty();
        TestCli attached = dcd("attach");

        assertThat(attached.code()).as(attached.err()).isZero();
        assertThat(attached.out()).contains(STAGES + " stages run, 0 cached", "generator", "Report: ");
        assertThat(files.record().name()).isEqualTo(name);
        assertThat(files.record().runner()).isEqualTo("flink-cluster");
        assertThat(files.record().stages()).noneMatch(RunRecord.StageRecord::cached);
        assertThat(files.record().seconds()).as("the job ended long before").isLessThan(60);
        assertThat(active()).isEmpty();
        assertThat(cluster.submitted()).hasSize(1);
        assertThat(store().contents().orphans()).isEmpty();
        assertThat(dcd("status").out()).contains("No active runs", name, STAGES + " of " + STAGES);
    }

    @Test
    void attachReportsAFailedExpectation() {
        assertThat(run("--detach", "--set", "expect=[generator.fd < 0.1]").code())
                .as("nothing is judged before the end")
                .isZero();
        cluster.work();

        TestCli attached = dcd("attach");

        assertThat(attached.code()).isEqualTo(ExitCode.FAILED);
        assertThat(attached.err()).contains("dcd: 1 of 1 expectations failed");
    }

    @Test
    void ofARunOfSeveralJobsTheCurrentOneContinuesAndAttachSubmitsTheRest() throws IOException {
        cluster.maxStages = STAGES - 1;
        assertThat(run("--detach").err())
                .contains(
                        "continues, but only this job: dcd attach submits the remaining stages when the job has ended");
        cluster.work();
        assertThat(cluster.submitted()).hasSize(1);

        assertThat(dcd("attach").code()).isZero();

        assertThat(cluster.submitted()).hasSize(2);
        assertThat(active()).isEmpty();
    }

    @Test
    void everyPointOfADetachedSweepGetsARecord() throws IOException {
        assertThat(run("--detach", "--set", "sweep.seed=[1,2]").code()).isZero();
        cluster.work();

        TestCli attached = dcd("attach", "tiny-sweep-1");

        assertThat(attached.code()).as(attached.err()).isZero();
        assertThat(attached.out()).contains("Reports:", "Sweep report: ");
        assertThat(new RunRecords(store()).all()).extracting(RunRecord::seed).containsExactlyInAnyOrder(1L, 2L);
        assertThat(active()).isEmpty();
    }

    @Test
    void attachDoesNotRepeatForcedStages() throws IOException {
        assertThat(run().code()).isZero();
        assertThat(run("--force", "teacher", "--detach").code()).isZero();
        cluster.work();

        TestCli attached = dcd("attach");

        assertThat(attached.code()).as(attached.err()).isZero();
        assertThat(attached.out()).contains("1 stage run");
        assertThat(cluster.submitted()).hasSize(2);
        assertThat(files.record().selection()).isEmpty();
        assertThat(files.record().otherRuns()).singleElement().satisfies(other -> {
            assertThat(other.selection()).isEqualTo("--force teacher");
            assertThat(other.made()).containsExactly("teacher");
        });
        assertThat(files.store().resolve("replaced")).isNotEmptyDirectory();
    }

    @Test
    void aCancelledJobIsReportedAndTheNextRunResumes() throws IOException {
        assertThat(run("--detach").code()).isZero();
        cluster.last().end = End.CANCELLED;

        TestCli attached = dcd("attach");

        assertThat(attached.code()).isEqualTo(ExitCode.FAILED);
        assertThat(attached.err())
                .contains("was cancelled on its cluster; run again to continue: finished stages are kept");
        assertThat(active()).isEmpty();
        assertThat(run().code()).isZero();
        assertThat(files.record().stages()).hasSize(STAGES);
    }

    @Test
    void theLauncherResubmitsALostJob() throws IOException {
        cluster.forgetful = 1;
        assertThat(run().code()).isZero();
        assertThat(cluster.submitted()).hasSize(2);
        assertThat(active()).isEmpty();
    }

    @Test
    void aFailedJobIsReportedWithItsStageAndReason() throws IOException {
        TestCli detached = dcdFailing("teacher", "run", files.file(), "--flink-master", "cluster:8081", "--detach");
        assertThat(detached.code()).as(detached.err()).isZero();
        cluster.work();

        TestCli attached = dcd("attach");

        assertThat(attached.code()).isEqualTo(ExitCode.FAILED);
        assertThat(attached.err()).contains("stage teacher failed: the loss is not finite at 12 kimg");
        assertThat(cluster.submitted()).as("jobs").hasSize(1);
        assertThat(active()).isEmpty();
        assertThat(new RunRecords(store()).all()).isEmpty();
    }

    @Test
    void attachResubmitsALostJob() throws IOException {
        assertThat(run("--detach").code()).isZero();
        cluster.last().end = End.FORGOTTEN;

        TestCli attached = dcd("attach");

        assertThat(attached.code()).as(attached.err()).isZero();
        assertThat(attached.out()).contains("does not know job", "Report: ");
        assertThat(cluster.submitted()).hasSize(2);
        assertThat(files.record().stages()).noneMatch(RunRecord.StageRecord::cached);
    }

    @Test
    void repeatedLossesWithoutProgressFailTheRun() throws IOException {
        cluster.forgetful = 100;

        TestCli failed = run();

        assertThat(failed.code()).isEqualTo(ExitCode.FAILED);
        assertThat(failed.err()).contains("does not know job", "5 times in a row");
        assertThat(cluster.submitted()).hasSize(5);
        assertThat(active()).isEmpty();
    }

    @Test
    void anotherRunWaitsForTheJobAndReusesItsStages() throws Exception {
        assertThat(run("--detach").code()).isZero();
        cluster.asked.drainPermits();
        CompletableFuture<TestCli> other = CompletableFuture.supplyAsync(this::run);
        assertThat(cluster.asked.tryAcquire(2, 1, TimeUnit.MINUTES)).isTrue();
        assertThat(other).isNotDone();

        cluster.work();

        TestCli done = other.get(1, TimeUnit.MINUTES);
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).contains("which another run makes: job 0000", "Report: ");
        assertThat(cluster.submitted()).hasSize(1);
        assertThat(active()).as("the same run is finished").isEmpty();
    }

    @Test
    void gcKeepsTheStagesOfADetachedJob() throws IOException {
        assertThat(run("--detach").code()).isZero();
        assertThat(dcd("store", "gc", "--yes").out()).startsWith("0 folders");
        cluster.work();
        assertThat(dcd("store", "gc", "--yes").out()).doesNotContain("stages/");

        TestCli attached = dcd("attach");

        assertThat(attached.code()).as(attached.err()).isZero();
        assertThat(cluster.submitted()).hasSize(1);
    }

    @Test
    void attachWithoutAUniqueRunListsTheActiveRuns() throws IOException {
        assertThat(dcd("attach").err()).contains("has no active run; dcd status");
        assertThat(run("--detach").code()).isZero();
        assertThat(run("--detach", "--set", "seed=2").code()).isZero();

        TestCli attached = dcd("attach");
        assertThat(attached.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(attached.err()).contains("has 2 active runs; choose one of tiny-1-", "tiny-2-");
        assertThat(dcd("attach", "other").err())
                .contains("has no active run whose name begins with 'other'; choose one of");
    }

    @Test
    void aLocalRunCannotBeDetached() throws IOException {
        TestCli refused = dcd("run", files.file(), "--detach");

        assertThat(refused.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(refused.err()).contains("--detach needs a cluster");
    }
}
