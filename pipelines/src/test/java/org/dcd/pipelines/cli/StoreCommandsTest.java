package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.lease.Leases;
import org.dcd.schemas.stage.StageId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on the store of a small run. */
class StoreCommandsTest {
    @TempDir
    Path folder;

    private Path store;

    @BeforeEach
    void run() throws IOException {
        store = folder.resolve("store");
        String file = TestCli.experiment(folder, TestCli.EXPERIMENT).toString();
        assertThat(TestCli.run("run", "--runner", "direct", "--store", store.toString(), file)
                        .code())
                .isZero();
    }

    @Test
    void finishedStagesAreListedWithTheRunsThatReferToThem() {
        assertThat(store("ls").out())
                .containsPattern("\n +teacher +[0-9a-f]{12} +.* tiny-1\n")
                .contains("12 stages, ");
        assertThat(store("ls", "--json").out()).contains("\"name\" : \"score:generator\"", "\"runs\" : [ \"tiny-1\" ]");
    }

    @Test
    void verifyReportsDamage() throws IOException {
        assertThat(store("verify").out()).contains("12 stages", "no damage found");
        Path part = first(first(store.resolve("stages/dataset")), "train");
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 2] ^= 1;
        Files.write(part, bytes);

        TestCli damaged = store("verify");
        assertThat(damaged.code()).isEqualTo(1);
        assertThat(damaged.out()).contains("1 damaged");
        assertThat(damaged.err()).contains(part.toString(), "SHA-256 differs");
    }

    @Test
    void gcListsAndDeletesUnreferencedStages() throws IOException {
        Path stray = copy(first(store.resolve("stages/teacher")), "stages/teacher/" + "0".repeat(32));
        Path aside = copy(stray, "damaged/teacher-1");
        Path unfinished = copy(stray, "work/teacher/" + "1".repeat(32));

        TestCli shown = store("gc");
        assertThat(shown.out())
                .contains("stages/teacher/0000", "stage without a finished run that refers to it")
                .contains("damaged/teacher-1", "unfinished work", "3 folders", "dcd store gc --yes");
        assertThat(stray).exists();

        assertThat(store("gc", "--yes").out()).contains("3 folders", "deleted");
        assertThat(stray).doesNotExist();
        assertThat(aside).doesNotExist();
        assertThat(unfinished).doesNotExist();
        assertThat(store("gc").out()).startsWith("0 folders, 0 B could be deleted");
        assertThat(store("verify").out()).contains("12 stages");
        try (Stream<Path> entries = Files.list(store)) {
            assertThat(entries.map(entry -> entry.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        }
    }

    @Test
    void gcKeepsTheWorkOfActiveRuns() throws IOException {
        String key = "2".repeat(32);
        copy(first(store.resolve("stages/teacher")), "work/teacher/" + key);
        Path input = copy(first(store.resolve("stages/teacher")), "stages/teacher/" + "3".repeat(32));
        try (Leases leases = Store.open(store).leases(List.of(key, "3".repeat(32)), () -> {})) {
            assertThat(leases.take(new StageId("teacher", key))).isEmpty();
            assertThat(store("gc", "--yes").out()).startsWith("0 folders");
        }
        assertThat(input).exists();
        assertThat(store("gc", "--yes").out()).contains("2 folders");
        assertThat(store.resolve("work/teacher")).isEmptyDirectory();
    }

    private TestCli store(String command, String... options) {
        return TestCli.run(Stream.concat(Stream.of("store", command, "--store", store.toString()), Stream.of(options))
                .toArray(String[]::new));
    }

    private Path copy(Path stage, String to) throws IOException {
        Path target = Files.createDirectories(store.resolve(to));
        try (Stream<Path> files = Files.list(stage)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        return target;
    }

    private static Path first(Path parent) throws IOException {
        return first(parent, "");
    }

    private static Path first(Path parent, String prefix) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }
}
