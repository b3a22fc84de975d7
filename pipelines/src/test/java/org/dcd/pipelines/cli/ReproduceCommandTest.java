package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.TableWriter;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.files.Sha256;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceCommandTest {
    private static final String SCORES = "scores-00000-of-00001.parquet";

    @TempDir
    private static Path shared;

    @TempDir
    Path folder;

    private FinishedRun run;

    @BeforeAll
    static void runOnce() throws IOException {
        FinishedRun.in(shared);
    }

    @BeforeEach
    void copyRun() throws IOException {
        run = new FinishedRun(folder);
        try (Stream<Path> files = Files.walk(shared)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(shared.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @Test
    void reproducingGivesEqualStagesInANewStore() throws IOException {
        List<String> before = files(run.store());
        TestCli again = run.dcd("reproduce", "tiny-1");

        assertThat(again.err()).isEmpty();
        assertThat(again.out())
                .contains("12 stages (store "
                        + folder.resolve("store-again-" + run.record().name()))
                .containsPattern("teacher +✓ equal +1 file, progress.jsonl is equal except for times")
                .containsPattern("report +✓ equal +1 file, report.html contains times and is not compared")
                .contains("All 12 stages are equal");
        assertThat(again.code()).isZero();
        assertThat(files(run.store())).isEqualTo(before);
        TestCli from = run.dcd(
                "reproduce",
                run.store().resolve("runs").resolve(run.record().fileName()).toString(),
                "--into",
                folder.resolve("store-again-" + run.record().name()).toString());
        assertThat(from.out()).contains("12 stages, 12 cached", "All 12 stages are equal");
    }

    @Test
    void differencesAreReportedByStageFileAndScore() throws IOException {
        Path exported = run.stage("export:generator");
        Files.write(exported.resolve("made"), new byte[] {2});
        republish(exported, "made", text -> text.replace("\"dcd\" : \"", "\"dcd\" : \"0.0.9 or "));
        Path scored = run.stage("score:generator");
        List<Score> scores = new ArrayList<>();
        Folder there = Folder.at(scored.toString());
        Tables.readFile(there, SCORES, Score.class, scores::add);
        double was = scores.get(0).getValue();
        scores.get(0).setValue(2 * was);
        TableWriter.write(there, SCORES, Score.class, out -> {
            for (Score score : scores) {
                out.add(score);
            }
        });
        republish(scored, SCORES, text -> text);

        TestCli again = run.dcd("reproduce", "tiny-1");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.out())
                .containsPattern(
                        "export:generator +✗ differs +1 file, made: SHA-256 [0-9a-f]{12}… there, [0-9a-f]{12}… here")
                .containsPattern("sample:generator +✓ equal")
                .containsPattern("score:generator +✗ differs")
                .contains("generator." + scores.get(0).getMetric(), 2 * was + " there, " + was + " here")
                .contains("2 of 12 stages differ, first export:generator")
                .contains("Changed since the first run: dcd 0.0.9 or ");
    }

    @Test
    void changedInputFilesAreRefused() throws IOException {
        FinishedRun.writeImages(run.repo().resolve("data"), 7);
        TestCli other = run.dcd("reproduce", "tiny-1");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err())
                .contains(
                        "dataset (images-idx3-ubyte, labels-idx1-ubyte) has SHA-256 ", "restore the files of that run");
        assertThat(folder.resolve("store-again-" + run.record().name())).doesNotExist();

        FinishedRun.writeImages(run.repo().resolve("data"), 1);
        Path moved = Files.move(run.repo(), folder.resolve("moved"));
        assertThat(run.dcd("reproduce", "tiny-1").code()).isEqualTo(2);
        TestCli found = run.dcd("reproduce", "tiny-1", "--folder", moved.toString());
        assertThat(found.out()).contains("All 12 stages are equal");
    }

    @Test
    void anIncompleteStoreAndTheStoreItselfAreRefused() throws IOException {
        TestCli same = run.dcd("reproduce", "tiny-1", "--into", run.store().toString());
        assertThat(same.code()).isEqualTo(2);
        assertThat(same.err()).contains("is the store of the run itself");
        Files.delete(run.stage("distil").resolve("manifest.json"));
        TestCli lost = run.dcd("reproduce", "tiny-1");
        assertThat(lost.code()).isEqualTo(2);
        assertThat(lost.err()).contains("stage distil of the run is damaged");
    }

    /** Updates the manifest of a stage after one of its files was changed. */
    private static void republish(Path stage, String file, UnaryOperator<String> more) throws IOException {
        Path manifest = stage.resolve("manifest.json");
        String text = Files.readString(manifest);
        String hash = Sha256.of(stage.resolve(file));
        String fitting = text.replaceAll(
                "(\"path\" : \"" + Pattern.quote(file) + "\",\\s*\"bytes\" : )\\d+(,\\s*\"sha256\" : \")[0-9a-f]{64}",
                "$1" + Files.size(stage.resolve(file)) + "$2" + hash);
        assertThat(fitting).isNotEqualTo(text);
        Files.writeString(manifest, more.apply(fitting));
    }

    private static List<String> files(Path store) throws IOException {
        try (Stream<Path> files = Files.walk(store)) {
            return files.map(Path::toString).sorted().toList();
        }
    }
}
