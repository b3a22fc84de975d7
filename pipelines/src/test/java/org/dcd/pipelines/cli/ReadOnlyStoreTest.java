package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A finished store without write permission. */
class ReadOnlyStoreTest {
    @TempDir
    private Path folder;

    @Test
    void plansComparisonsAndCachedRunsWorkOnAReadOnlyStore() throws Exception {
        Path store = folder.resolve("store");
        String file = TestCli.experiment(folder, TestCli.EXPERIMENT).toString();
        String seeds = "sweep.seed=[1, 2]";
        assertThat(TestCli.run("run", "--store", store.toString(), file).code()).isZero();
        assertThat(TestCli.run("run", "--store", store.toString(), "--set", seeds, file)
                        .code())
                .isZero();
        List<Path> before = files(store);
        assumeThat(mount(store)).as("skipped: only root can mount").isTrue();
        try {
            TestCli run = TestCli.run("run", "--store", store.toString(), file);
            TestCli sweep = TestCli.run("run", "--store", store.toString(), "--set", seeds, file);
            TestCli plan = TestCli.run("plan", "--store", store.toString(), file);
            TestCli compare = TestCli.run("compare", "--store", store.toString(), file);
            TestCli more = TestCli.run("run", "--store", store.toString(), "--set", "seed=3", file);

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("warning: all stages are cached, but the record of this run cannot be written: store "
                            + store)
                    .contains("Read-only file system", "Done in", "0 stages run", "Report: ");
            assertThat(sweep.code()).as(sweep.err()).isZero();
            assertThat(sweep.out()).contains("0 stages run", "warning: the report of the sweep could not be written: ");
            assertThat(plan.code()).as(plan.err()).isZero();
            assertThat(plan.out()).contains("0 would run");
            assertThat(compare.code()).as(compare.err()).isZero();
            assertThat(more.code()).isEqualTo(2);
            assertThat(more.err()).contains("cannot be written", "Read-only file system", "--store");
        } finally {
            new ProcessBuilder("umount", "--lazy", store.toString()).start().waitFor();
        }
        assertThat(files(store)).isEqualTo(before);
    }

    private static List<Path> files(Path store) throws IOException {
        try (Stream<Path> all = Files.walk(store)) {
            return all.sorted().toList();
        }
    }

    private static boolean mount(Path store) throws InterruptedException {
        try {
            return exitCode("mount", "--bind", store.toString(), store.toString()) == 0
                    && exitCode("mount", "-o", "remount,bind,ro", store.toString()) == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private static int exitCode(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
