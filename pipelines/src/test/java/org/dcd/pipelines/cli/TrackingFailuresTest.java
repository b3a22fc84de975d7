package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.dcd.pipelines.cli.RecordingServer.Answer;
import org.dcd.pipelines.tracking.TrackingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tracking servers that fail, which must not affect the run. */
class TrackingFailuresTest {
    private static final String WARNING = "! tracking: ";

    @TempDir
    Path folder;

    /** A run that reports to both servers and succeeds. */
    private String outOfRun(String lineage, String mlflow) throws IOException {
        FinishedRun prepared = FinishedRun.prepared(folder);
        TestCli run = TestCli.run(
                FakeStages.failingAt(null),
                TrackingSettings.of(Map.of("OPENLINEAGE_URL", lineage, "MLFLOW_TRACKING_URI", mlflow)),
                "run",
                "--runner",
                "direct",
                "--store",
                prepared.store().toString(),
                prepared.file());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(prepared.record().stages()).hasSize(12);
        return run.out();
    }

    @Test
    void anUnreachableOrRefusingServerIsReportedOnce() throws IOException {
        String gone = RecordingServer.dead();
        try (RecordingServer server =
                RecordingServer.answering(request -> new Answer(400, "{\"message\": \"not so\"}"))) {
            String out = outOfRun(server.address() + "/lineage", gone + "/mlflow");

            assertThat(out)
                    .containsOnlyOnce(WARNING + server.address() + "/lineage ")
                    .containsOnlyOnce(WARNING + gone + "/mlflow ");
            assertThat(server.requests()).as("tried again with every event").hasSizeGreaterThan(1);
        }
    }

    @Test
    void aHangingServerIsReportedOnceAndDelaysTheEndByFewSeconds() throws IOException {
        try (RecordingServer server = RecordingServer.hanging()) {
            String out = outOfRun(server.address() + "/lineage", server.address() + "/mlflow");

            assertThat(out)
                    .containsOnlyOnce(WARNING + server.address() + "/lineage ")
                    .containsOnlyOnce(WARNING + server.address() + "/mlflow ");
            assertThat(server.requests()).isNotEmpty();
            Instant before = Instant.now();
            outOfRun(server.address() + "/lineage", server.address() + "/mlflow");
            assertThat(Duration.between(before, Instant.now()))
                    .as("of a run that finds all cached")
                    .isLessThan(Duration.ofSeconds(30));
        }
    }
}
