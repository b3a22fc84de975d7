package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.cli.RecordingServer.Answer;
import org.dcd.pipelines.cli.RecordingServer.Request;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.report.SyntheticReport;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.tracking.TrackingSettings;
import org.dcd.schemas.Score;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests against a server that implements the REST API of MLflow and records requests. */
class MlflowTest {
    private static final String API = "/api/2.0/mlflow/";

    @TempDir
    Path folder;

    private RecordingServer server;
    private int runs;

    @BeforeEach
    void serve() throws IOException {
        server = RecordingServer.answering(this::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private synchronized Answer answer(Request request) {
        return switch (request.path().substring(API.length())) {
            case "experiments/create" -> new Answer(200, "{\"experiment_id\": \"7\"}");
            case "runs/create" -> new Answer(
                    200, "{\"run\": {\"info\": {\"run_id\": \"run-" + runs++ + "\", \"experiment_id\": \"7\"}}}");
            default -> new Answer(200, "{}");
        };
    }

    private TestCli run(StageTransforms stages, Map<String, String> environment, String... more) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("MLFLOW_TRACKING_URI", server.address());
        FinishedRun prepared = FinishedRun.prepared(folder);
        List<String> args = new ArrayList<>(
                List.of("run", "--runner", "direct", "--store", prepared.store().toString(), prepared.file()));
        args.addAll(List.of(more));
        return TestCli.run(stages, TrackingSettings.of(all), args.toArray(String[]::new));
    }

    private List<JsonNode> sent(String call) {
        return server.requests().stream()
                .filter(request -> request.path().equals(API + call))
                .map(Request::body)
                .toList();
    }

    /** Entries of the batches of a run, by key. */
    private Map<String, JsonNode> logged(String run, String what) {
        Map<String, JsonNode> logged = new LinkedHashMap<>();
        for (JsonNode batch : sent("runs/log-batch")) {
            if (batch.get("run_id").asText().equals(run) && batch.has(what)) {
                batch.get(what)
                        .forEach(one -> assertThat(logged.put(one.get("key").asText(), one))
                                .as("sent once")
                                .isNull());
            }
        }
        return logged;
    }

    @Test
    void aRunIsLoggedWithSettingsScoresAndProtocols() throws IOException {
        TestCli run = run(FakeStages.failingAt(null), Map.of("MLFLOW_TRACKING_TOKEN", "key-1"));
        assertThat(run.code()).as(run.err()).isZero();

        RunRecord record = new FinishedRun(folder).record();
        assertThat(server.requests())
                .allSatisfy(request -> assertThat(request.authorization()).isEqualTo("Bearer key-1"));
        assertThat(server.requests())
                .map(request -> request.path().substring(API.length()))
                .startsWith("experiments/search", "experiments/create", "runs/create", "runs/log-batch")
                .endsWith("runs/update");
        assertThat(sent("experiments/create").get(0).get("name").asText()).isEqualTo("tiny");
        JsonNode created = sent("runs/create").get(0);
        assertThat(created.get("experiment_id").asText()).isEqualTo("7");
        assertThat(created.get("run_name").asText()).isEqualTo(record.name());
        assertThat(created.get("tags").toString()).contains("dcd.report", record.reportKey());

        Map<String, JsonNode> params = logged("run-0", "params");
        assertThat(value(params, "teacher.training.kimg")).isEqualTo("1");
        assertThat(value(params, "corruption.noise.sigma")).isEqualTo("0.5");
        assertThat(value(params, "teacher.network.multipliers")).isEqualTo("[1, 2]");

        Map<String, JsonNode> metrics = logged("run-0", "metrics");
        Map<String, JsonNode> tags = logged("run-0", "tags");
        List<Score> scores = SyntheticReport.scores(1).stream()
                .filter(score -> List.of("observation", "generator", "held-out").contains(score.getRow()))
                .toList();
        assertThat(scores).hasSize(6).allSatisfy(score -> {
            String name = score.getRow() + "." + score.getMetric();
            assertThat(metrics.get(name).get("value").asDouble()).isEqualTo(score.getValue());
            assertThat(value(tags, "contract/" + name))
                    .contains(score.getContract().getName(), score.getContract().getExtractorSha256());
            assertThat(value(tags, "oracle/" + name)).isEqualTo(Boolean.toString(score.getOracle()));
        });
        assertThat(record.stages()).allSatisfy(stage -> assertThat(
                        metrics.get("seconds/" + stage.name().replace(':', '_'))
                                .get("value")
                                .asDouble())
                .isEqualTo(stage.seconds()));
        assertThat(value(tags, "dcd.commit")).isEqualTo(record.environment().get("dcd-commit"));
        assertThat(sent("runs/update")).hasSize(1).first().satisfies(update -> {
            assertThat(update.get("run_id").asText()).isEqualTo("run-0");
            assertThat(update.get("status").asText()).isEqualTo("FINISHED");
        });
    }

    private static String value(Map<String, JsonNode> logged, String key) {
        assertThat(logged).containsKey(key);
        return logged.get(key).get("value").asText();
    }

    @Test
    void everyPointOfASweepIsARunAndOnlyFailedPointsFail() throws IOException {
        TestCli run = run(
                FakeStages.failingAt("distil", "\"alpha\":1.1"),
                Map.of("MLFLOW_EXPERIMENT_ID", "3"),
                "--set",
                "sweep.distillation.loss.alpha=[1.0,1.1]");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.FAILED);

        assertThat(sent("experiments/create")).isEmpty();
        assertThat(sent("runs/create")).hasSize(2).allSatisfy(created -> assertThat(
                        created.get("experiment_id").asText())
                .isEqualTo("3"));
        assertThat(value(logged("run-0", "params"), "distillation.loss.alpha")).isEqualTo("1");
        assertThat(value(logged("run-1", "params"), "distillation.loss.alpha")).isEqualTo("1.1");
        assertThat(logged("run-1", "metrics")).isEmpty();
        assertThat(value(logged("run-1", "tags"), "dcd.reason"))
                .contains("stage distil", "the loss is not finite at 12 kimg");
        assertThat(sent("runs/update"))
                .map(update -> update.get("run_id").asText() + " "
                        + update.get("status").asText())
                .containsExactlyInAnyOrder("run-0 FINISHED", "run-1 FAILED");
    }
}
