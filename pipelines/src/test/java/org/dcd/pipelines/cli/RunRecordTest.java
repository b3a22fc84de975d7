package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcd.pipelines.plan.RunRecord;
import org.dcd.pipelines.plan.SourceCommit;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
    /** As DCD wrote it before it kept what a run came from. */
    private static final String OLD =
            """
            {
              "experiment" : "old",
              "seed" : 3,
              "selection" : "",
              "runner" : "flink",
              "started" : "2025-11-01T12:00:00Z",
              "seconds" : 12.5,
              "stages" : [ {
                "name" : "report",
                "kind" : "report",
                "key" : "0123456789abcdef0123456789abcdef",
                "cached" : false
              } ],
              "environment" : { "beam" : "2.62.0" },
              "yaml" : "experiment: old\\n"
            }
            """;

    @TempDir
    Path folder;

    @Test
    void tellsWhatARunCameFromAndNoPathOfTheMachine() throws IOException {
        FinishedRun run = FinishedRun.in(folder);
        RunRecord record = run.record();

        assertThat(record.dataSeed()).isEqualTo(1);
        assertThat(record.inputs()).hasSize(1).first().satisfies(input -> {
            assertThat(input.key()).isEqualTo("dataset");
            assertThat(input.files()).containsExactly("images-idx3-ubyte", "labels-idx1-ubyte");
            assertThat(Files.readString(run.stage("dataset").resolve("manifest.json")))
                    .contains(input.sha256());
        });
        assertThat(record.stages()).hasSize(12).allSatisfy(stage -> {
            assertThat(stage.codeVersion()).isPositive();
            assertThat(stage.seconds()).isNotNull();
            assertThat(stage.cached()).isFalse();
        });
        RunRecord.StageRecord corrupt = record.stages().get(1);
        assertThat(corrupt.name()).isEqualTo("corrupt");
        assertThat(corrupt.inputs())
                .containsExactly(Map.entry("dataset", record.stages().get(0).key()));
        assertThat(record.environment())
                .containsKeys(
                        "dcd", "dcd-commit", "java", "beam", "flink", "djl", "libtorch", "onnxruntime", "processor")
                .containsKeys("parquet", "avro");
        assertThat(record.environment().values()).noneMatch(value -> value.contains("${"));
        assertThat(record.folder()).isEqualTo("../repo");
        assertThat(record.yaml()).contains("path: data");

        String json = Files.readString(run.store().resolve("runs").resolve(record.fileName()));
        assertThat(json).doesNotContain(folder.toString());
        assertThat(Files.readString(run.stage("report").resolve("report.html")))
                .doesNotContain(folder.toString())
                .contains("Provenance", "dcd reproduce " + record.name())
                .contains(record.inputs().get(0).sha256(), "labels-idx1-ubyte");
    }

    @Test
    void recordsOfBeforeCanBeRead() throws IOException {
        Path runs = Files.createDirectories(folder.resolve("runs"));
        Files.writeString(runs.resolve("old-3-0123456789ab.json"), OLD);
        RunRecord record = RunRecord.named("old", Store.open(folder));

        assertThat(record.name()).isEqualTo("old-3-0123456789ab");
        assertThat(record.inputs()).isNull();
        assertThat(record.source()).isNull();
        assertThat(record.stages().get(0).codeVersion()).isNull();
        assertThat(RunRecord.ofJson(record.toJson(), "copy", "")).isEqualTo(record);
    }

    @Test
    void aRunIsFoundByTheBeginningOfItsName() throws IOException {
        Path runs = Files.createDirectories(folder.resolve("runs"));
        Files.writeString(runs.resolve("old-3-0123456789ab.json"), OLD);
        Files.writeString(runs.resolve("old-33-0123456789ab.json"), OLD.replace(": 3,", ": 33,"));
        Store store = Store.open(folder);

        assertThat(RunRecord.named("old-3-", store).seed()).isEqualTo(3);
        assertThat(RunRecord.named("old-33-0123456789ab.json", store).seed()).isEqualTo(33);
        assertThatThrownBy(() -> RunRecord.named("old-3", store))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("2 runs")
                .hasMessageContaining("old-33-0123456789ab");
        assertThatThrownBy(() -> RunRecord.named("new", store)).hasMessageContaining("no run whose name begins");
    }

    @Test
    void theCommitOfTheExperimentsFolderIsKept() throws IOException, InterruptedException {
        assertThat(SourceCommit.of(folder)).as("no work tree").isEmpty();
        Path repo = Files.createDirectory(folder.resolve("work"));
        Files.writeString(repo.resolve("a.yaml"), "experiment: a\n");
        git(repo, "init", "-q");
        assertThat(SourceCommit.of(repo)).as("nothing committed").isEmpty();
        git(repo, "add", ".");
        git(repo, "commit", "-q", "-m", "first");

        SourceCommit clean = SourceCommit.of(repo).orElseThrow();
        assertThat(clean.clean()).isTrue();
        assertThat(clean.commit()).matches("[0-9a-f]{40}");
        Files.writeString(repo.resolve("a.yaml"), "experiment: b\n");
        assertThat(SourceCommit.of(repo)).contains(new SourceCommit(clean.commit(), false));
    }

    private static void git(Path repo, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "git", "-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"));
        command.addAll(List.of(words));
        Process git = new ProcessBuilder(command)
                .directory(repo.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(said).isZero();
    }
}
