package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreContents;
import org.dcd.schemas.Manifest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the launcher of an experiment repeatedly, at times drawn from a seed, until the experiment is finished. Its
 * files must equal those of an undisturbed run. Stages run in the launcher on the direct runner. Two kills by default;
 * for a long run: {@code mvn test -pl runners -am -Dtest=KillTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Ddcd.kills=50}, which prints the kinds of the stages that were running.
 */
@Tag("alone")
class KillTest {
    private static final int KILLS = Integer.getInteger("dcd.kills", 2);
    private static final long SEED = Long.getLong("dcd.kills.seed", 1);
    /** Most changes of the store before a launcher is killed: most of a whole run. */
    private static final int MOST_CHANGES = 60;

    private static final int MOST_MILLIS = 100;
    /** Most milliseconds after the start for a kill before any change. */
    private static final int EARLY_MILLIS = 1500;

    /** Parquet lists encodings in the order of identity hash codes; this option makes them constant. */
    private static final List<String> SAME_BYTES = List.of("-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=2");

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final Map<String, Integer> killed = new TreeMap<>();
    private Path file;
    private int launches;

    @Test
    void killedRunsEndWithTheSameBytes() throws Exception {
        file = TinyExperiment.write(folder);
        Path undisturbed = folder.resolve("undisturbed");
        try (ChildProcess launcher = launch(undisturbed)) {
            assertThat(launcher.code()).as(launcher.output()).isZero();
        }
        Map<String, String> expected = StoreFiles.hashes(undisturbed);

        int kills = 0;
        int lives = 0;
        while (kills < KILLS) {
            Path store = folder.resolve("store-" + ++lives);
            kills += killUntilFinished(store, KILLS - kills);
            assertThat(StoreFiles.hashes(store)).as("after %d kills", kills).isEqualTo(expected);
            assertTidyAfterCollection(store);
        }
        if (KILLS > 10) {
            System.out.println(kills + " kills of " + launches + " launchers in " + lives
                    + " experiments, while running: " + killed);
        }
    }

    private ChildProcess launch(Path store) throws IOException {
        launches++;
        return ChildProcess.start(
                folder.resolve("launcher-" + launches + ".log"),
                Dcd.class,
                SAME_BYTES,
                "run",
                "--runner",
                "direct",
                "--store",
                store.toString(),
                file.toString());
    }

    /** @return number of kills before a launcher finished the experiment */
    private int killUntilFinished(Path store, int most) throws Exception {
        for (int kills = 0; ; kills++) {
            try (ChildProcess launcher = launch(store)) {
                if (kills == most || !awaitsKill(launcher, store)) {
                    assertThat(launcher.code()).as(launcher.output()).isZero();
                    return kills;
                }
                killed.merge(running(store), 1, Integer::sum);
                launcher.kill();
            }
        }
    }

    /** Waits for a random number of changes in the store, and a little longer; false if the launcher ends before. */
    private boolean awaitsKill(ChildProcess launcher, Path store) throws IOException, InterruptedException {
        int changes = random.nextInt(MOST_CHANGES);
        int millis = random.nextInt(changes == 0 ? EARLY_MILLIS : MOST_MILLIS);
        Map<Path, Long> before = StoreFiles.state(store);
        while (changes > 0) {
            if (launcher.endsWithin(5)) {
                return false;
            }
            Map<Path, Long> now = StoreFiles.state(store);
            changes -= now.equals(before) ? 0 : 1;
            before = now;
        }
        return !launcher.endsWithin(millis);
    }

    /** Kinds of the stages with work folders. */
    private static String running(Path store) throws IOException {
        StringBuilder kinds = new StringBuilder();
        Path work = store.resolve("work");
        for (Path path : StoreFiles.state(work).keySet()) {
            Path below = work.relativize(path);
            if (below.getNameCount() == 2
                    && below.getName(1).toString().matches("[0-9a-f]{32}\\.\\d+-[0-9a-f]{8}")
                    && !below.startsWith(".alive")) {
                kinds.append(kinds.isEmpty() ? "" : "+").append(below.getName(0));
            }
        }
        return kinds.isEmpty() ? "start" : kinds.toString();
    }

    private void assertTidyAfterCollection(Path store) throws IOException {
        Console collected = Console.runWithoutPipelines("store", "gc", "--yes", "--store", store.toString());
        assertThat(collected.code()).as(collected.err()).isZero();
        Map<Path, Long> files = new TreeMap<>(StoreFiles.state(store));
        files.values().removeIf(size -> size < 0);
        for (StoreContents.Stage stage : Store.open(store).contents().stages()) {
            Manifest manifest = stage.manifest().orElseThrow();
            manifest.getFiles()
                    .forEach(entry -> files.remove(store.resolve(stage.path()).resolve(entry.getPath())));
            files.remove(store.resolve(stage.path()).resolve("manifest.json"));
        }
        assertThat(files.keySet()).as("beside the stages").singleElement().satisfies(record -> assertThat(
                        record.getParent())
                .isEqualTo(store.resolve("runs")));
        assertThat(Console.runWithoutPipelines("store", "verify", "--store", store.toString())
                        .code())
                .isZero();
    }
}
