package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dcd.pipelines.experiment.RunnerProfile.Gpus;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerProfileTest {
    @TempDir
    private Path folder;

    private RunnerProfile read(String text) throws IOException {
        return RunnerProfile.read(Files.writeString(folder.resolve("runner.yaml"), text));
    }

    @Test
    void readsRunnerMasterAndGpus() throws IOException {
        assertThat(
                        read(
                                "runner: flink-cluster\nmaster: host:8081\ngpus: none\ngpus-per-training: 8\ngpu-scoring: true\nshared-store: true\n"))
                .isEqualTo(new RunnerProfile("flink-cluster", Optional.of("host:8081"), Gpus.NONE, 8, true, true));
        assertThat(read("runner: flink\n")).isEqualTo(RunnerProfile.named("flink"));
    }

    @Test
    void errorsHaveTheirLocation() {
        assertThatThrownBy(() -> read("runner: flink-cluster\nmastr: host:8081\n"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("runner.yaml:2", "mastr", "did you mean master");
        assertThatThrownBy(() -> read("runner: flink-cluster\ngpus: some\n"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("runner.yaml:2", "required", "none");
        assertThatThrownBy(() -> read("runner: flink-cluster\ngpus-per-training: 0\n"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("runner.yaml:2", "gpus-per-training", "[1, 64]", "0");
        assertThatThrownBy(() -> read("# nothing\n"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is empty");
        assertThatThrownBy(() -> read("- flink\n"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("runner: flink-cluster");
    }
}
