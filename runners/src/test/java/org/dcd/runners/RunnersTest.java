package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.experiment.RunnerProfile.Gpus;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunnersTest {
    private static final Runners RUNNERS = new Runners(1);

    @TempDir
    private Path folder;

    private static final RunnerProfile CLUSTER =
            RunnerProfile.named("flink-cluster").withMaster("flink-1.lan:8081");

    private static void assertRefused(RunnerProfile profile, String... fragments) {
        assertThatThrownBy(() -> RUNNERS.of(profile))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(fragments);
    }

    @Test
    void everyNameSelectsTheRunnerOfThatName() {
        assertThat(RUNNERS.names()).allSatisfy(name -> assertThat(
                        RUNNERS.of(name.equals("flink-cluster") ? CLUSTER : RunnerProfile.named(name))
                                .name())
                .isEqualTo(name));
        assertRefused(RunnerProfile.named("spark"), "unknown runner 'spark'", "--runner flink-cluster");
    }

    @Test
    void settingsOfClustersAreRefusedForOtherRunners() {
        assertRefused(RunnerProfile.named("flink").withMaster("flink-1.lan:8081"), "flink-1.lan:8081", "flink-cluster");
        assertRefused(RunnerProfile.named("direct").withGpuScoring(), "direct", "remove gpu-scoring");
    }

    @Test
    void scoresOnGpusNeedGpus() {
        assertThat(RUNNERS.of(CLUSTER.withGpuScoring()).name()).isEqualTo("flink-cluster");
        assertRefused(CLUSTER.withGpuScoring().withGpus(Gpus.NONE), "gpus is none", "--gpus required");
    }

    @Test
    void severalGpusPerTrainingNeedGpus() {
        assertThat(RUNNERS.of(CLUSTER.withGpusPerTraining(8)).gpusPerTraining()).isEqualTo(8);
        assertRefused(CLUSTER.withGpusPerTraining(2).withGpus(Gpus.NONE), "gpus-per-training is 2", "--gpus required");
    }

    /** No machine of these tests has as many GPUs. */
    @ParameterizedTest
    @ValueSource(strings = {"flink", "direct"})
    void moreGpusPerTrainingThanThisProcessHasAreRefusedBeforeWorkStarts(String name) {
        GraphRunner runner = RUNNERS.of(RunnerProfile.named(name).withGpusPerTraining(64));

        assertThatThrownBy(() -> runner.check(Store.open(folder)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("gpus-per-training is 64", "lower it");
    }

    @Test
    void aMasterIsAHostWithAPortOrAUrl() {
        assertRefused(RunnerProfile.named("flink-cluster"), "--flink-master HOST:PORT", "dcd cluster up");
        assertRefused(CLUSTER.withMaster("http://flink-1.lan:8081/jobs"), "host:port", "/jobs");
        assertRefused(CLUSTER.withMaster("no host"), "'no host'");
        assertRefused(CLUSTER.withMaster("https://flink-1.lan:8081"), "TLS", "ssh -L");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada:pw-1@flink-1.lan:8081",
                "http://ada:pw-1@flink-1.lan:8081",
                "https://ada:pw-1@flink-1.lan",
                "http://flink-1.lan:8081/?token=pw-1"
            })
    void aPasswordInTheMasterIsRefusedAndNotPrinted(String master) {
        for (RunnerProfile profile :
                List.of(CLUSTER, RunnerProfile.named("flink"), RunnerProfile.named("flink-cluster"))) {
            assertThatThrownBy(() -> RUNNERS.of(profile.withMaster(master)))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("***")
                    .message()
                    .doesNotContain("pw-1", "ada");
        }
    }
}
