package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dcd.pipelines.cli.RecordingServer.Answer;
import org.dcd.pipelines.cli.RecordingServer.Request;
import org.dcd.pipelines.tracking.TrackingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords in URLs are used only to authenticate requests. */
class SecretsTest {
    private static final String SECRET = "pw-1";
    private static final String LOGIN = "ann:" + SECRET + "@";
    private static final String HEADER =
            "Basic " + Base64.getEncoder().encodeToString("ann:pw-1".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder;

    private TestCli run(String lineage, String mlflow) throws IOException {
        TestCli.experiment(folder, TestCli.EXPERIMENT.replace("path: images", "path: 'https:/" + LOGIN + "host/set'"));
        // URLs are refused as paths, so the folder is created
        Files.createDirectories(folder.resolve("https:/***@host/set"));
        return TestCli.run(
                FakeStages.failingAt(null),
                TrackingSettings.of(Map.of("OPENLINEAGE_URL", lineage, "MLFLOW_TRACKING_URI", mlflow)),
                "run",
                "--runner",
                "direct",
                "--store",
                folder.resolve("store").toString(),
                folder.resolve("tiny.yaml").toString());
    }

    private static String withLogin(RecordingServer server) {
        return server.address().replace("://", "://" + LOGIN);
    }

    private static Answer answer(Request request) {
        return request.path().endsWith("runs/create")
                ? new Answer(200, "{\"run\": {\"info\": {\"run_id\": \"run-1\", \"experiment_id\": \"7\"}}}")
                : new Answer(200, "{\"experiment_id\": \"7\"}");
    }

    @Test
    void passwordsAuthenticateRequestsAndAreNeitherStoredNorSent() throws IOException {
        try (RecordingServer lineage = RecordingServer.answering(request -> new Answer(201, ""));
                RecordingServer mlflow = RecordingServer.answering(SecretsTest::answer)) {
            TestCli run = run(withLogin(lineage), withLogin(mlflow));

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out() + run.err()).doesNotContain(SECRET, "! tracking");
            for (RecordingServer server : List.of(lineage, mlflow)) {
                assertThat(server.requests()).hasSizeGreaterThan(2).allSatisfy(request -> {
                    assertThat(request.authorization()).isEqualTo(HEADER);
                    assertThat(String.valueOf(request.body())).doesNotContain(SECRET);
                });
            }
            assertThat(mlflow.requests().toString()).contains("https:/***@host/set");
        }
        int records = 0;
        try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(text).as(file.toString()).doesNotContain(SECRET);
                records += text.contains("***@host/set") ? 1 : 0;
            }
        }
        assertThat(records).as("files that keep the experiment").isPositive();
    }

    @Test
    void unreachableServersAreNamedWithoutThePassword() throws IOException {
        String unreachable = RecordingServer.dead();
        try (RecordingServer refusing = RecordingServer.answering(
                request -> new Answer(400, "no: http://" + LOGIN + "upstream/?token=" + SECRET))) {
            String out = run(unreachable.replace("://", "://" + LOGIN), withLogin(refusing) + "/mlflow")
                    .out();

            assertThat(out)
                    .contains(
                            "! tracking: " + unreachable + " did not receive all events",
                            "! tracking: " + refusing.address() + "/mlflow")
                    .doesNotContain(SECRET, "ann");
        }
    }

    /** With {@code --verbose} libraries log freely. */
    @Test
    void logsDoNotContainThePassword() {
        PrintStream err = System.err;
        ByteArrayOutputStream caught = new ByteArrayOutputStream();
        System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
        try {
            Logging.configure(new String[] {"--verbose"});
            System.err.println("GET http://" + LOGIN + "host/");
            new IOException("POST http://" + LOGIN + "host/").printStackTrace();
        } finally {
            System.setErr(err);
            Logging.configure(new String[0]);
        }

        assertThat(caught.toString(StandardCharsets.UTF_8))
                .contains("GET http://***@host/", "POST http://***@host/", "logsDoNotContainThePassword")
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan https://ann:pw-1@host/my.yaml",
                "plan tiny.yaml --set dataset.path=https://ann:pw-1@host/an/address/that/is/longer/than/what/is/shown",
                "plan tiny.yaml --set teacher.from=https://host/net.onnx?token=pw-1",
                "plan tiny.yaml --set https://ann:pw-1@host",
                "plan tiny.yaml --store s3://AKIA:pw-1/x@bucket/path",
                "plan tiny.yaml --store hdfs://ann:pw-1@host:9000/path",
                "plan tiny.yaml --url=https://ann:pw-1@host",
                "inspect https://ann:pw-1@host/net.onnx --verbose",
                "score https://ann:pw-1@host/a https://ann:pw-1@host/b --metrics psnr",
                "sample https://ann:pw-1@host/net.onnx -o x.png",
                "https://ann:pw-1@host"
            })
    void messagesDoNotContainThePassword(String command) throws IOException {
        TestCli.experiment(folder, TestCli.EXPERIMENT.replace("type: tiny-source", "type: idx"));

        TestCli done = TestCli.run(
                command.replace("tiny.yaml", folder.resolve("tiny.yaml").toString())
                        .split(" "));

        assertThat(done.code()).isNotZero();
        assertThat(done.out() + done.err()).contains("***").doesNotContain(SECRET, "ann", "AKIA");
    }
}
