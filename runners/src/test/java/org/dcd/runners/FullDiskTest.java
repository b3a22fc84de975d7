package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment on a file system of a few hundred kB that grows whenever it is full. Needs the permission to mount. */
class FullDiskTest {
    /** Room for the data and little more; for a part of a checkpoint; for one training; for all. */
    private static final List<String> SIZES = List.of("200k", "500k", "1200k", "64m");

    @TempDir
    private Path folder;

    private Path disk;
    private boolean mounted;

    private boolean mount(String options) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            new ProcessBuilder("umount", "--lazy", disk.toString()).start().waitFor();
        }
    }

    @Test
    void aFullDiskKeepsAllFinishedStages() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        mounted = mount("size=" + SIZES.get(0));
        assumeThat(mounted)
                .as("skipped: only root can mount a small file system")
                .isTrue();
        String file = TinyExperiment.write(folder).toString();
        String undisturbed = folder.resolve("undisturbed").toString();
        assertThat(run(undisturbed, file).code()).isZero();
        Map<String, String> expected = StoreFiles.hashes(Path.of(undisturbed));
        String store = disk.resolve("store").toString();

        int full = 0;
        Console last = run(store, file);
        for (String size : SIZES.subList(1, SIZES.size())) {
            if (last.code() != 0) {
                full++;
                assertMessageHasPathAndRemedy(last);
                assertThat(expected)
                        .as("stages finished with %s", size)
                        .containsAllEntriesOf(StoreFiles.hashes(Path.of(store)));
                assertThat(mount("remount,size=" + size)).isTrue();
            }
            last = run(store, file);
        }

        assertThat(full).as("number of times that the disk was full").isGreaterThanOrEqualTo(2);
        assertThat(last.code()).as(last.err()).isZero();
        assertThat(StoreFiles.hashes(Path.of(store))).isEqualTo(expected);
    }

    private static Console run(String store, String file) {
        return Console.run("run", "--runner", "direct", "--store", store, file);
    }

    private void assertMessageHasPathAndRemedy(Console full) {
        assertThat(full.code()).as(full.err()).isIn(1, 2);
        assertThat(full.err())
                .contains("No space left on device", disk.toString())
                .containsPattern("free (disk )?space|choose another folder")
                .doesNotContain("\tat ");
    }
}
