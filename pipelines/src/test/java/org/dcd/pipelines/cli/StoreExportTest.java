package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.dcd.transforms.files.Sha256;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Export and import of runs, and refused files. */
class StoreExportTest {
    @TempDir
    private static Path shared;

    private static FinishedRun run;
    private static Path zip;

    @TempDir
    Path folder;

    private Path other;

    @BeforeAll
    static void exportOnce() throws IOException {
        run = FinishedRun.in(shared);
        zip = shared.resolve("run.zip");
        TestCli done = run.dcd("store", "export", "tiny-1", "-o", zip.toString());
        assertThat(done.err()).isEmpty();
        assertThat(done.out()).contains("tiny-1-", "12 stages", zip.toString());
    }

    @BeforeEach
    void another() {
        other = folder.resolve("other");
    }

    private TestCli bring(Path file) {
        return TestCli.run("store", "import", file.toString(), "--store", other.toString());
    }

    @Test
    void exportIsDeterministicAndContainsNoLocalPaths() throws IOException {
        Path again = folder.resolve("again.zip");
        run.dcd("store", "export", run.record().name(), "-o", again.toString());
        assertThat(again).hasSameBinaryContentAs(zip);
        assertThat(Files.readString(zip, StandardCharsets.ISO_8859_1))
                .doesNotContain(shared.toString())
                .doesNotContain("../repo");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(again);
        }
    }

    @Test
    void anImportedRunCanBeReusedComparedVerifiedAndReproduced() throws IOException {
        TestCli done = bring(zip);
        assertThat(done.err()).isEmpty();
        assertThat(done.out()).contains("12 stages imported, 0 already present");
        assertThat(files(other.resolve("stages"))).isEqualTo(files(run.store().resolve("stages")));

        String store = other.toString();
        TestCli plan = TestCli.run("plan", "--store", store, run.file());
        assertThat(plan.out()).contains("12 of 12 stages are cached");
        assertThat(TestCli.run("compare", "--store", store, run.file()).out()).contains("tiny, seed 1", "✓ pass");
        assertThat(TestCli.run("store", "verify", "--store", store).out()).contains("no damage found");
        TestCli nowhere = TestCli.run("reproduce", "tiny-1", "--store", store);
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.err()).contains("does not contain the folder of the run's files", "--folder DIR");
        TestCli again = TestCli.run(
                "reproduce", "tiny-1", "--store", store, "--folder", run.repo().toString());
        assertThat(again.out()).contains("All 12 stages are equal");
    }

    @Test
    void existingStagesAreKeptAndDifferencesReported() throws IOException {
        assertThat(bring(zip).code()).isZero();
        TestCli twice = bring(zip);
        assertThat(twice.out()).contains("0 stages imported, 12 already present and equal, 0 already");

        Path stage;
        try (Stream<Path> keys = Files.list(other.resolve("stages/distil"))) {
            stage = keys.findFirst().orElseThrow();
        }
        Path manifest = stage.resolve("manifest.json");
        Files.writeString(
                manifest,
                Files.readString(manifest).replaceAll("(\"sha256\" : \")[0-9a-f]{64}", "$1" + "ab".repeat(32)));
        Path teacher = Files.list(other.resolve("stages/teacher")).findFirst().orElseThrow();
        Files.write(teacher.resolve("progress.jsonl"), new byte[1]);
        TestCli mixed = bring(zip);
        assertThat(mixed.code()).isZero();
        assertThat(mixed.out())
                .contains("1 stage imported, 10 already present and equal, 1 already present and different (kept)");
        assertThat(mixed.err())
                .contains("distil is already in the store and is kept; different files: progress.jsonl")
                .contains("teacher in the store was damaged; the damaged stage is kept in ");
        assertThat(manifest).content().contains("ab".repeat(32));
    }

    @Test
    void truncatedAndForeignFilesAreRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(zip);
        for (int length : List.of(0, 1, 21, 1000, bytes.length / 2, bytes.length - 1)) {
            refused(Files.write(folder.resolve("cut.zip"), Arrays.copyOf(bytes, length)), "is not a complete zip file");
        }
        refused(folder.resolve("none.zip"), "is not a file");
        refused(Files.writeString(folder.resolve("text.zip"), "a text ".repeat(100)), "is not a complete zip file");
    }

    /** Every byte of the contents is covered by a hash, and every byte of the directory by a check. */
    @Test
    void aFlippedBitIsNeverImported() throws IOException {
        byte[] bytes = Files.readAllBytes(zip);
        int refused = 0;
        int tried = 0;
        for (int at = 7; at < bytes.length; at += 1 + bytes.length / 50) {
            byte[] changed = bytes.clone();
            changed[at] ^= 0x10;
            other = folder.resolve("bit-" + at);
            TestCli done = bring(Files.write(folder.resolve("bit.zip"), changed));
            tried++;
            if (done.code() == 0) {
                // in a redundant field of the zip format, such as a time: the imported content is unchanged
                assertThat(files(other.resolve("stages")))
                        .isEqualTo(files(run.store().resolve("stages")));
            } else {
                refused++;
                assertThat(done.code()).as(done.err()).isEqualTo(2);
                assertThat(other.resolve("stages")).doesNotExist();
            }
        }
        assertThat(refused).isGreaterThan(tried * 9 / 10);
    }

    @Test
    void foreignEntriesAreRefused() throws IOException {
        for (String name : List.of(
                "../../evil", "/etc/evil", "stages/teacher/x", "notes.txt", "stages/../../evil", "runs/../evil.json")) {
            refused(
                    changed(entries -> entries.put(name, new byte[] {1})),
                    "has the entry '" + name + "', which does not belong to a stage of the run");
        }
        assertThat(folder.getParent().resolve("evil")).doesNotExist();
    }

    @Test
    void manifestsWithForeignPathsAreRefused() throws IOException {
        for (String name : List.of("../evil", "a/b", "manifest.json", ".hidden", "", "..")) {
            refused(
                    rehashed(text -> text.replace("\"path\" : \"progress.jsonl\"", "\"path\" : \"" + name + "\"")),
                    "which is not a valid name of a stage's file");
        }
    }

    @Test
    void compressedEntriesAndMissingOnesAreRefused() throws IOException {
        Path squeezed = folder.resolve("squeezed.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(squeezed))) {
            for (Map.Entry<String, byte[]> entry : entries().entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        refused(squeezed, "has the compressed entry 'dcd-run.json'");
        String score = entries().keySet().stream()
                .filter(name -> name.startsWith("stages/score/") && name.endsWith(".parquet"))
                .findFirst()
                .orElseThrow();
        refused(changed(entries -> entries.remove(score)), "has no entry '" + score + "'");
        refused(changed(entries -> entries.remove("dcd-run.json")), "has no entry 'dcd-run.json'");
        refused(
                changed(entries -> entries.computeIfPresent("dcd-run.json", (name, json) -> text(json)
                        .replace("\"format\" : 1", "\"format\" : 2")
                        .getBytes(StandardCharsets.UTF_8))),
                "its format is 2");
    }

    private void refused(Path file, String reason) {
        TestCli done = bring(file);
        assertThat(done.err()).contains(reason).startsWith("dcd: ").hasLineCount(1);
        assertThat(done.code()).isEqualTo(2);
        assertThat(other).as("nothing is written").doesNotExist();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The file with changed manifests of training stages and consistent hashes. */
    private Path rehashed(UnaryOperator<String> change) throws IOException {
        return changed(entries -> {
            String index = text(entries.get("dcd-run.json"));
            for (String name : List.copyOf(entries.keySet())) {
                if (name.startsWith("stages/teacher/") && name.endsWith("/manifest.json")) {
                    byte[] other = change.apply(text(entries.get(name))).getBytes(StandardCharsets.UTF_8);
                    index = index.replace(sha256(entries.get(name)), sha256(other));
                    entries.put(name, other);
                }
            }
            entries.put("dcd-run.json", index.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static String sha256(byte[] bytes) {
        return Sha256.of(bytes);
    }

    private static Map<String, byte[]> entries() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : file.stream().map(ZipEntry.class::cast).toList()) {
                try (InputStream in = file.getInputStream(entry)) {
                    entries.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return entries;
    }

    private Path changed(Consumer<Map<String, byte[]>> change) throws IOException {
        Map<String, byte[]> entries = entries();
        change.accept(entries);
        Path file = folder.resolve("changed.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                CRC32 crc = new CRC32();
                crc.update(entry.getValue());
                ZipEntry stored = new ZipEntry(entry.getKey());
                stored.setMethod(ZipEntry.STORED);
                stored.setSize(entry.getValue().length);
                stored.setCrc(crc.getValue());
                out.putNextEntry(stored);
                out.write(entry.getValue());
            }
        }
        return file;
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString(), sha256(Files.readAllBytes(file)));
            }
        }
        return files;
    }
}
