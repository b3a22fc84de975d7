package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dcd.pipelines.cli.RecordingServer.Answer;
import org.dcd.pipelines.cli.RecordingServer.Request;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.tracking.TrackingSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests against a server that records the events of the OpenLineage client. */
class OpenLineageTest {
    @TempDir
    Path folder;

    private RecordingServer server;

    @BeforeEach
    void serve() throws IOException {
        server = RecordingServer.answering(request -> new Answer(201, ""));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TestCli run(String failing) {
        TrackingSettings settings =
                TrackingSettings.of(Map.of("OPENLINEAGE_URL", server.address(), "OPENLINEAGE_API_KEY", "key-1"));
        return TestCli.run(
                FakeStages.failingAt(failing),
                settings,
                "run",
                "--runner",
                "direct",
                "--store",
                folder.resolve("store").toString(),
                folder.resolve("repo/tiny.yaml").toString());
    }

    private List<JsonNode> events() {
        return server.requests().stream().map(Request::body).toList();
    }

    private static String type(JsonNode event) {
        return event.get("eventType").asText();
    }

    private static String id(JsonNode event) {
        return event.at("/run/runId").asText();
    }

    @Test
    void everyStageIsAChildRunWithItsInputsAndOutputs() throws IOException {
        FinishedRun prepared = FinishedRun.prepared(folder);
        assertThat(run(null).code()).isZero();

        assertThat(server.requests()).allSatisfy(request -> {
            assertThat(request.path()).isEqualTo("/api/v1/lineage");
            assertThat(request.authorization()).isEqualTo("Bearer key-1");
        });
        List<JsonNode> events = events();
        RunRecord record = prepared.record();
        assertThat(events).hasSize(2 + 2 * record.stages().size());
        JsonNode first = events.get(0);
        JsonNode last = events.get(events.size() - 1);
        assertThat(List.of(type(first), type(last))).containsExactly("START", "COMPLETE");
        assertThat(id(first)).isEqualTo(id(last));
        assertThat(first.at("/job/namespace").asText()).isEqualTo("dcd");
        assertThat(first.at("/job/name").asText()).isEqualTo("tiny");
        assertThat(first.at("/run/facets/parent").isMissingNode()).isTrue();

        Map<String, RunRecord.StageRecord> stages = record.stages().stream()
                .collect(Collectors.toMap(stage -> "tiny." + stage.name(), Function.identity()));
        Set<String> written = new HashSet<>();
        Set<String> runs = new HashSet<>();
        for (int i = 1; i < events.size() - 1; i += 2) {
            JsonNode start = events.get(i);
            JsonNode complete = events.get(i + 1);
            assertThat(List.of(type(start), type(complete))).containsExactly("START", "COMPLETE");
            assertThat(id(start)).isEqualTo(id(complete));
            assertThat(runs.add(id(start))).isTrue();
            RunRecord.StageRecord stage = stages.remove(complete.at("/job/name").asText());
            assertThat(Duration.between(time(start), time(complete)))
                    .isEqualTo(Duration.ofMillis(Math.round(1000 * stage.seconds())));
            isOf(stage, complete, id(first));
            assertThat(written).containsAll(names(complete.get("inputs")));
            written.addAll(names(complete.get("outputs")));
        }
        assertThat(stages).as("stages without events").isEmpty();
    }

    private void isOf(RunRecord.StageRecord stage, JsonNode event, String parent) {
        JsonNode facets = event.at("/run/facets");
        assertThat(facets.at("/parent/run/runId").asText()).isEqualTo(parent);
        assertThat(facets.at("/parent/job/name").asText()).isEqualTo("tiny");
        assertThat(facets.at("/dcd_stage/key").asText()).isEqualTo(stage.key());
        assertThat(facets.at("/dcd_stage/codeVersion").asInt()).isEqualTo(stage.codeVersion());
        assertThat(names(event.get("outputs"))).containsExactly(stage.kind() + "/" + stage.key());
        JsonNode output = event.at("/outputs/0");
        assertThat(output.get("namespace").asText())
                .isEqualTo("file://" + folder.resolve("store").toAbsolutePath());
        assertThat(output.at("/facets/version/datasetVersion").asText()).isEqualTo(stage.key());
        assertThat(names(event.get("inputs")).stream().map(name -> name.substring(name.indexOf('/') + 1)))
                .containsExactlyInAnyOrderElementsOf(
                        new HashSet<>(stage.inputs().values()));
    }

    private static OffsetDateTime time(JsonNode event) {
        return OffsetDateTime.parse(event.get("eventTime").asText());
    }

    private static List<String> names(JsonNode datasets) {
        List<String> names = new ArrayList<>();
        datasets.forEach(dataset -> names.add(dataset.get("name").asText()));
        return names;
    }

    @Test
    void aCachedRunEmitsOnlyItsOwnEvents() throws IOException {
        FinishedRun.in(folder);
        assertThat(run(null).code()).isZero();
        assertThat(events()).map(OpenLineageTest::type).containsExactly("START", "COMPLETE");
    }

    @Test
    void aFailedStageFailsTheRunAndBothReportTheReason() throws IOException {
        FinishedRun.prepared(folder);
        assertThat(run("teacher").code()).isEqualTo(ExitCode.FAILED);

        List<JsonNode> failed =
                events().stream().filter(event -> type(event).equals("FAIL")).toList();
        assertThat(failed).map(event -> event.at("/job/name").asText()).containsExactly("tiny.teacher", "tiny");
        assertThat(failed).allSatisfy(event -> assertThat(
                        event.at("/run/facets/errorMessage/message").asText())
                .contains("the loss is not finite at 12 kimg"));
        assertThat(failed.get(0).at("/run/facets/parent/run/runId").asText()).isEqualTo(id(failed.get(1)));
        assertThat(events())
                .map(event -> type(event) + " " + event.at("/job/name").asText())
                .contains("COMPLETE tiny.dataset", "COMPLETE tiny.corrupt")
                .endsWith("FAIL tiny");
    }
}
