package org.dcd.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.run.ActiveRun;
import org.dcd.pipelines.run.ActiveRuns;
import org.dcd.pipelines.run.JobAddress;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.run.RunRecords;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.lease.JobState;
import org.dcd.runners.Launchers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a real cluster while their launcher and the job manager are killed. */
@ExtendWith(TestCluster.class)
class LongRunIT {
    private static final String CHECKPOINT = "checkpoint.safetensors";

    @TempDir
    private static Path folder;

    private static Path experiment;

    @BeforeAll
    static void write() throws IOException {
        experiment = Launchers.tinyExperiment(folder);
    }

    private static Launchers.Child launch(Path store, String log, String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--store", store.toString()));
        return Launchers.start(folder.resolve(log), all);
    }

    private static Launchers.Child run(Path store, String log) throws IOException {
        return launch(store, log, "run", experiment.toString(), "--runner", TestCluster.profile());
    }

    private static ActiveRuns active(Path store) {
        return new ActiveRuns(Store.open(store));
    }

    /** The job of the only run of a store, while it trains. */
    private static ClusterGraph trainingJob(Launchers.Child launcher, Path store) throws Exception {
        assertThat(launcher.awaitsChange(store.resolve("work"), CHECKPOINT))
                .as(launcher.output())
                .isTrue();
        ActiveRun run = active(store).all().values().iterator().next();
        return new ClusterGraph(JobAddress.of(run.job()));
    }

    @Test
    void aRunContinuesWithoutItsLauncherAndTheJobManager() throws Exception {
        Path here = folder.resolve("here");
        assertThat(Launchers.run("run", experiment.toString(), "--store", here.toString()))
                .isEmpty();
        Path there = folder.resolve("there");
        ClusterGraph job;
        try (Launchers.Child launcher = run(there, "killed.log")) {
            job = trainingJob(launcher, there);
        }
        assertThat(job.state()).as("the launcher was killed").isEqualTo(JobState.RUNNING);

        try (Launchers.Child attached = launch(there, "attached.log", "attach")) {
            TestCluster.kill(LocalCluster.MANAGER);
            TestCluster.restart(LocalCluster.MANAGER);

            assertThat(attached.code()).as(attached.output()).isZero();
            assertThat(attached.output()).contains("does not know job", "Report: ");
        }
        assertThat(Launchers.weights(there)).isEqualTo(Launchers.weights(here));
        assertThat(Launchers.scores(there)).isEqualTo(Launchers.scores(here));
        assertThat(active(there).all()).isEmpty();
        assertThat(new RunRecords(Store.open(there)).all()).singleElement().satisfies(run -> assertThat(run.stages())
                .noneMatch(RunRecord.StageRecord::cached));
    }

    @Test
    void aJobThatIsCancelledByOthersIsReported() throws Exception {
        Path store = folder.resolve("cancelled");
        try (Launchers.Child launcher = run(store, "cancelled.log")) {
            trainingJob(launcher, store).cancel();

            assertThat(launcher.code()).as(launcher.output()).isEqualTo(1);
            assertThat(launcher.output())
                    .contains("was cancelled on its cluster; run again to continue: finished stages are kept");
        }
        assertThat(active(store).all()).isEmpty();
    }
}
