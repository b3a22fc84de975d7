package org.dcd.pipelines.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.experiment.Sweep;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every experiment file, broken in many ways, ends in a plan or in an error for people, with its place, in bounded time
 * and memory.
 */
class MutatedFilesTest {
    private static final Path EXPERIMENTS = Path.of("..", "experiments");
    private static final int FILES = Integer.getInteger("dcd.mutants", 500);
    private static final long SEED = Long.getLong("dcd.mutants.seed", 20261126);
    private static final int LONGEST_MESSAGE = 2500;
    private static final Duration LONGEST = Duration.ofSeconds(20);

    /** Messages with file, line and column, or with the file alone where it cannot be read. */
    private static final Pattern PLACED = Pattern.compile(
            "(?s).*\\.yaml(:\\d+:\\d+: .+|: (no such file|is a folder|is larger than|cannot be read|sweeps over).*)");

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 300, unit = TimeUnit.SECONDS)
    void arePlannedOrRefusedWithAReadableError() throws IOException {
        List<Path> files = copied();
        Files.writeString(folder.resolve("images.bin"), "0123456789".repeat(30));
        for (Path file : files) {
            Files.writeString(file.resolveSibling("cycle.yaml"), "extends: mutant.yaml\n");
        }
        Store store = Store.open(folder.resolve("store"));
        Mutations mutations = new Mutations(SEED);
        int planned = 0;
        int placed = 0;
        for (int i = 0; i < FILES; i++) {
            Path original = files.get(i % files.size());
            Path mutant = original.resolveSibling("mutant.yaml");
            Files.write(mutant, mutations.of(Files.readString(original)));
            // with data that is there, so that what comes after reading is reached, too
            List<String> overrides = i % 2 == 0
                    ? List.of()
                    : List.of("dataset={type: bytes-source, path: " + folder.resolve("images.bin") + ", side: 32}");
            long start = System.nanoTime();
            Sweep sweep = null;
            try {
                sweep = ExperimentReader.readSweep(mutant, overrides);
                Planner.plan(sweep, store);
                planned++;
            } catch (BadInputException e) {
                placed += sweep == null ? 1 : 0;
                if (sweep == null) {
                    assertThat(e.getMessage())
                            .as("mutant %s of %s", i, original)
                            .matches(PLACED);
                }
                assertThat(e.getMessage()).as("mutant %s of %s", i, original).hasSizeLessThan(LONGEST_MESSAGE);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                fail("mutant " + i + " of " + original + ":\n" + shown(mutant), e);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("time of mutant %s of %s", i, original)
                    .isLessThan(LONGEST);
        }
        assertThat(planned).as("mutants that still are experiments").isGreaterThan(FILES / 20);
        assertThat(placed).as("mutants that are refused when they are read").isGreaterThan(FILES / 3);
    }

    private static String shown(Path mutant) throws IOException {
        String text = new String(Files.readAllBytes(mutant), StandardCharsets.UTF_8);
        return text.length() > 3000 ? text.substring(0, 3000) + "…" : text;
    }

    /** The experiments in their folders, next to their base files. */
    private List<Path> copied() throws IOException {
        try (Stream<Path> all = Files.walk(EXPERIMENTS)) {
            return all.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(file -> copy(file, folder.resolve("experiments").resolve(EXPERIMENTS.relativize(file))))
                    .toList();
        }
    }

    private static Path copy(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            return Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
