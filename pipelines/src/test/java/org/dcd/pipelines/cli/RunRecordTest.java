package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.run.RunRecords;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
    /** As DCD wrote it before records had provenance. */
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
    void recordsProvenanceWithoutLocalPaths() throws IOException {
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
    void olderRecordsCanBeRead() throws IOException {
        Path runs = Files.createDirectories(folder.resolve("runs"));
        Files.writeString(runs.resolve("old-3-0123456789ab.json"), OLD);
        RunRecord record = new RunRecords(Store.open(folder)).named("old");

        assertThat(record.name()).isEqualTo("old-3-0123456789ab");
        assertThat(record.inputs()).isNull();
        assertThat(record.source()).isNull();
        assertThat(record.stages().get(0).codeVersion()).isNull();
        assertThat(RunRecord.ofJson(record.toJson(), "copy", "")).isEqualTo(record);
    }

    @Test
    void aRunIsFoundByAPrefixOfItsName() throws IOException {
        Path runs = Files.createDirectories(folder.resolve("runs"));
        Files.writeString(runs.resolve("old-3-0123456789ab.json"), OLD);
        Files.writeString(runs.resolve("old-33-0123456789ab.json"), OLD.replace(": 3,", ": 33,"));
        Store store = Store.open(folder);

        assertThat(new RunRecords(store).named("old-3-").seed()).isEqualTo(3);
        assertThat(new RunRecords(store).named("old-33-0123456789ab.json").seed())
                .isEqualTo(33);
        assertThatThrownBy(() -> new RunRecords(store).named("old-3"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("2 runs")
                .hasMessageContaining("old-33-0123456789ab");
        assertThatThrownBy(() -> new RunRecords(store).named("new")).hasMessageContaining("no run whose name begins");
    }

    /** The outcome of a run of stages {@code a} and {@code b}; {@code seconds} distinguishes records. */
    private static RunRecord run(String started, double seconds, boolean madeA, boolean madeB) {
        return new RunRecord(
                "two",
                1,
                null,
                "",
                madeA || madeB ? "direct" : "",
                started,
                seconds,
                List.of(stage("a", madeA, started), stage("b", madeB, started)),
                List.of(),
                new TreeMap<>(Map.of("dcd-commit", "commit of " + started)),
                null,
                "../repo",
                "experiment: two # " + started,
                List.of());
    }

    private static RunRecord.StageRecord stage(String name, boolean made, String started) {
        return new RunRecord.StageRecord(
                name,
                "report",
                "0123456789abcdef",
                !made,
                1,
                new TreeMap<>(),
                new TreeMap<>(),
                started,
                1.0,
                "commit of " + started);
    }

    private static final String FIRST = "2026-01-01T00:00:00Z";
    private static final String SECOND = "2026-01-02T00:00:00Z";
    private static final String THIRD = "2026-01-03T00:00:00Z";

    private RunRecord kept(RunRecord... runs) throws IOException {
        Store store = Store.open(folder);
        for (RunRecord run : runs) {
            new RunRecords(store).save(run, message -> {
                throw new AssertionError(message);
            });
        }
        return new RunRecords(store).named("two");
    }

    @Test
    void aCachedRunIsListedBesideTheOriginalRun() throws IOException {
        RunRecord kept = kept(run(FIRST, 900, true, true), run(SECOND, 2, false, false), run(THIRD, 3, false, false));

        assertThat(kept.started()).isEqualTo(FIRST);
        assertThat(kept.seconds()).isEqualTo(900);
        assertThat(kept.runner()).isEqualTo("direct");
        assertThat(kept.environment()).containsEntry("dcd-commit", "commit of " + FIRST);
        assertThat(kept.made()).containsExactly("a", "b");
        assertThat(kept.yaml()).as("where its files are now").endsWith(THIRD);
        assertThat(kept.otherRuns()).extracting(RunRecord.OtherRun::started).containsExactly(SECOND, THIRD);
        assertThat(kept.otherRuns()).allSatisfy(other -> {
            assertThat(other.made()).isEmpty();
            assertThat(other.stages()).isEqualTo(2);
            assertThat(other.runner()).isEmpty();
            assertThat(other.commit()).isEqualTo("commit of " + other.started());
        });
        assertThat(kept.latest()).isEqualTo(Instant.parse(THIRD));
        assertThat(RunRecord.ofJson(kept.toJson(), "copy", "")).isEqualTo(kept);
        assertThat(kept.portable().otherRuns()).isEmpty();
    }

    @Test
    void aPartialRerunOwnsOnlyItsStages() throws IOException {
        RunRecord kept = kept(run(FIRST, 900, true, true), run(SECOND, 20, false, true));

        assertThat(kept.started()).isEqualTo(FIRST);
        assertThat(kept.otherRuns())
                .singleElement()
                .extracting(RunRecord.OtherRun::made)
                .isEqualTo(List.of("b"));
        assertThat(kept.stages().get(1).commit()).isEqualTo("commit of " + SECOND);
    }

    @Test
    void aCompleteRerunReplacesTheOriginalRun() throws IOException {
        RunRecord kept = kept(
                run(FIRST, 900, true, true),
                run(SECOND, 20, false, true),
                run(THIRD, 30, true, false),
                run("2026-01-04T00:00:00Z", 2, false, false));

        assertThat(kept.started()).isEqualTo(THIRD);
        assertThat(kept.otherRuns())
                .extracting(RunRecord.OtherRun::started)
                .containsExactly(FIRST, SECOND, "2026-01-04T00:00:00Z");
        assertThat(kept.otherRuns().get(0).made()).containsExactly("a", "b");

        RunRecord again = kept(run("2026-01-05T00:00:00Z", 2, false, true));
        assertThat(again.started())
                .as("its stage a is still that of the third run")
                .isEqualTo(THIRD);
    }

    @Test
    void aRunOfSingleStagesKeepsTheOtherStagesInTheRecord() throws IOException {
        RunRecord whole = run(FIRST, 900, true, true);
        RunRecord part = run(SECOND, 5, false, true);
        RunRecord single = new RunRecord(
                "two",
                1,
                null,
                "--only b",
                "direct",
                SECOND,
                5,
                part.stages().subList(1, 2),
                null,
                part.environment(),
                null,
                null,
                part.yaml(),
                null);

        RunRecord kept = kept(whole, single);
        assertThat(kept.stages()).extracting(RunRecord.StageRecord::name).containsExactly("a", "b");
        assertThat(kept.selection()).isEmpty();
        assertThat(kept.folder()).isEqualTo("../repo");
        assertThat(kept.yaml()).as("what the folder belongs to").isEqualTo(whole.yaml());
        assertThat(kept.inputs()).isEmpty();

        Files.delete(folder.resolve("runs").resolve(kept.fileName()));
        RunRecord other = kept(single, run(THIRD, 2, false, false));
        assertThat(other.stages()).extracting(RunRecord.StageRecord::name).containsExactly("a", "b");
        assertThat(other.started()).isEqualTo(THIRD);
        assertThat(other.otherRuns()).extracting(RunRecord.OtherRun::selection).containsExactly("--only b");
    }

    @Test
    void theNumberOfRecordedCachedRunsIsLimited() {
        RunRecord record = run(FIRST, 900, true, true);
        record = run(SECOND, 20, false, true).after(record);
        for (int day = 0; day < 130; day++) {
            String started = Instant.parse(THIRD).plusSeconds(86_400L * day).toString();
            record = run(started, 1, false, false).after(record);
        }
        assertThat(record.otherRuns()).hasSize(101);
        assertThat(record.otherRuns().get(0).made())
                .as("what made something stays")
                .containsExactly("b");
        assertThat(record.latest()).isEqualTo(Instant.parse(THIRD).plusSeconds(86_400L * 129));
    }

    @Test
    void anOlderRecordIsCompletedFromItsStages() throws IOException {
        FinishedRun run = FinishedRun.in(folder);
        Path file = run.store().resolve("runs").resolve(run.record().fileName());
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode old = (ObjectNode) mapper.readTree(Files.readString(file));
        old.remove("otherRuns");
        old.get("stages").forEach(stage -> ((ObjectNode) stage).remove(List.of("started", "commit")));
        Files.writeString(file, mapper.writeValueAsString(old));
        assertThat(run.record().stages().get(0).started()).isNull();

        assertThat(run.dcd("run", "--runner", "direct", run.file()).out()).contains("0 stages run, 12 cached");

        RunRecord now = run.record();
        assertThat(now.started()).isEqualTo(old.get("started").asText());
        assertThat(now.stages()).allSatisfy(stage -> {
            assertThat(stage.cached()).isFalse();
            assertThat(Instant.parse(stage.started())).isAfterOrEqualTo(Instant.parse(now.started()));
            assertThat(stage.commit()).isEqualTo(now.environment().get("dcd-commit"));
        });
        assertThat(now.otherRuns()).hasSize(1);
    }

    /** A user runs a finished experiment again and inspects it. */
    @Test
    void cachedRunsKeepTheOriginalRecordForEveryCommand() throws IOException {
        FinishedRun run = FinishedRun.in(folder);
        RunRecord made = run.record();
        run.dcd("store", "export", "tiny-1", "-o", folder.resolve("before.zip").toString());

        assertThat(run.dcd("run", "--runner", "direct", run.file()).code()).isZero();
        assertThat(run.dcd("run", "--runner", "direct", "--force", "teacher", run.file())
                        .code())
                .isZero();

        RunRecord now = run.record();
        assertThat(now.started()).isEqualTo(made.started());
        assertThat(now.seconds()).isEqualTo(made.seconds());
        assertThat(now.made()).hasSize(12);
        assertThat(now.otherRuns()).extracting(RunRecord.OtherRun::made).containsExactly(List.of(), List.of("teacher"));
        assertThat(run.dcd("status").out())
                .containsPattern("finished +runner +started +duration +stages run +repeated")
                .containsPattern("12 of 12 +2 ×, last 20");
        assertThat(run.dcd("compare", run.file()).code()).isZero();
        assertThat(run.dcd("store", "gc").out()).doesNotContain("stage without a finished run that refers to it");
        assertThat(run.dcd("reproduce", "tiny-1").out()).contains("All 12 stages are equal");

        Path zip = folder.resolve("after.zip");
        assertThat(run.dcd("store", "export", "tiny-1", "-o", zip.toString()).code())
                .isZero();
        Path other = folder.resolve("other");
        assertThat(TestCli.run("store", "import", zip.toString(), "--store", other.toString())
                        .code())
                .isZero();
        assertThat(new RunRecords(Store.open(other)).named("tiny").otherRuns()).isEmpty();
        assertThat(TestCli.run("run", "--runner", "direct", "--store", other.toString(), run.file())
                        .out())
                .contains("0 stages run");
        RunRecord there = new RunRecords(Store.open(other)).named("tiny");
        assertThat(there.started()).isEqualTo(made.started());
        assertThat(there.folder()).as("known again where it was run").isEqualTo("../repo");
        assertThat(TestCli.run("reproduce", "tiny-1", "--store", other.toString())
                        .out())
                .contains("All 12 stages are equal");
    }

    /** A dangling .git is refused like one of another user, which a test cannot create. */
    @Test
    void aMissingCommitIsExplained() throws IOException {
        FinishedRun run = FinishedRun.prepared(folder);
        Files.writeString(run.repo().resolve(".git"), "gitdir: nowhere\n");
        TestCli done = run.dcd("run", "--runner", "direct", run.file());

        assertThat(done.code()).isZero();
        assertThat(done.out()).contains("warning: the record of this run will not contain the commit: ");
        assertThat(run.record().source().commit()).isNull();
        assertThat(Files.readString(
                        run.store().resolve("runs").resolve(run.record().fileName())))
                .contains("\"commit\" : null,", "\"clean\" : false,", "\"unknown\" : \"the commit: ");
    }

    @Test
    void aCachedRunSucceedsWhenItsRecordCannotBeWritten() throws IOException {
        FinishedRun run = FinishedRun.in(folder);
        Path runs = run.store().resolve("runs");
        RunRecord made = run.record();
        Path file = runs.resolve(made.fileName());
        byte[] before = Files.readAllBytes(file);
        // not even root can replace a folder by a file
        Files.delete(file);
        Files.createDirectory(file);
        Files.createFile(file.resolve("occupied"));
        TestCli cached = run.dcd("run", "--runner", "direct", run.file());

        assertThat(cached.code()).isZero();
        assertThat(cached.out()).contains("this run made no stages and is not recorded", "could not be written");
        Files.delete(file.resolve("occupied"));
        Files.delete(file);
        Files.write(file, before);
        assertThat(run.record()).isEqualTo(made);
    }
}
