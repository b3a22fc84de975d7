package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.dcd.transforms.files.Sha256;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands on damaged stores; the damage is drawn from a seed. Every store is planned and verified, and one in
 * {@link #RUN_EVERY} is also run; {@code -Ddcd.damaged.run-every=1} runs all.
 */
class DamagedStoresTest {
    private static final int STORES = Integer.getInteger("dcd.damaged.stores", 120);
    private static final int RUN_EVERY = Integer.getInteger("dcd.damaged.run-every", 9);

    private final SoftAssertions softly = new SoftAssertions();

    @TempDir
    private static Path folder;

    private static Path whole;
    private static String experiment;
    private static Map<String, String> expected;
    private static String shown;

    @BeforeAll
    static void run() throws IOException {
        whole = folder.resolve("whole");
        experiment = TestCli.experiment(folder, TestCli.EXPERIMENT).toString();
        assertThat(dcd(whole, "run").code()).isZero();
        expected = results(whole);
        shown = table(dcd(whole, "run"), whole);
    }

    private static TestCli dcd(Path store, String command) {
        return command.equals("run")
                ? TestCli.run("run", "--runner", "direct", "--store", store.toString(), experiment)
                : TestCli.run(command, "--store", store.toString(), experiment);
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void commandsOnDamagedStoresNeitherCrashNorHangNorReturnWrongResults() throws IOException {
        int repaired = 0;
        for (int i = 0; i < STORES; i++) {
            Damage damage = Damage.values()[i % Damage.values().length];
            Path store = Files.createDirectory(folder.resolve("damaged-" + i)).resolve("store");
            Damage.copy(whole, store);
            damage.apply(store, new Random(i));
            String what = "store " + i + ", " + damage;

            assertClear(what, dcd(store, "plan"));
            TestCli verified = TestCli.run("store", "verify", "--store", store.toString());
            assertClear(what, verified);
            if (!isWholeWhereStagesAre(store)) {
                softly.assertThat(verified.code())
                        .as("%s, verified: %s", what, verified.out())
                        .isPositive();
            }
            assertClear(what, TestCli.run("store", "ls", "--store", store.toString()));
            if (i % RUN_EVERY == 0) {
                repaired += assertRunsRight(what, store) ? 1 : 0;
            }
            Damage.delete(store.getParent());
        }
        softly.assertAll();
        assertThat(repaired).as("runs that repaired their store").isGreaterThan(STORES / RUN_EVERY / 2);
    }

    /** Whether the run succeeded with the right stages and scores; otherwise it must report why it failed. */
    private boolean assertRunsRight(String what, Path store) throws IOException {
        TestCli run = dcd(store, "run");
        assertClear(what, run);
        if (run.code() != 0) {
            return false;
        }
        softly.assertThat(table(run, store)).as(what).isEqualTo(shown);
        TestCli again = dcd(store, "run");
        softly.assertThat(again.code()).as(what).isZero();
        softly.assertThat(table(again, store)).as(what).isEqualTo(shown);
        return true;
    }

    private void assertClear(String what, TestCli result) {
        softly.assertThat(result.code()).as(what).isBetween(0, 2);
        softly.assertThat(result.out() + result.err()).as(what).doesNotContain("\tat ", "Exception", ": null");
        if (result.code() != 0) {
            softly.assertThat(result.err()).as(what).contains("dcd: ", folder.toString());
        }
    }

    /** Contents of the files of stages, without times. */
    private static Map<String, String> results(Path store) throws IOException {
        Map<String, String> results = new TreeMap<>();
        Path stages = store.resolve("stages");
        if (!Files.isDirectory(stages)) {
            return results;
        }
        try (Stream<Path> paths = Files.walk(stages)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                if (!path.endsWith(Damage.MANIFEST)) {
                    results.put(stages.relativize(path).toString(), Sha256.of(path));
                }
            }
        }
        return results;
    }

    /** Whether every existing stage folder contains the right files. */
    private static boolean isWholeWhereStagesAre(Path store) throws IOException {
        Map<String, String> results = results(store);
        for (Map.Entry<String, String> entry : expected.entrySet()) {
            Path stage = store.resolve("stages").resolve(entry.getKey()).getParent();
            if (Files.isDirectory(stage) && !entry.getValue().equals(results.get(entry.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** The scores that a run prints. */
    private static String table(TestCli run, Path store) {
        String out = run.out();
        return out.substring(out.indexOf("Done in"))
                .replaceFirst("Done in.*", "")
                .replace(store.toString(), "STORE");
    }
}
