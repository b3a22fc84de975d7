package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
    @TempDir
    private Path folder;

    private TemporaryFolder take(int number) throws IOException {
        return TemporaryFolder.take(Files.createDirectory(folder.resolve("dcd-" + number + "-0a1b2c3d")));
    }

    @Test
    void closingDeletesTheFolderAndItsFiles() throws IOException {
        try (TemporaryFolder run = take(1)) {
            Files.createDirectories(run.folder().resolve("flink/blobs"));
            Files.writeString(run.folder().resolve("flink/blobs/blob"), "");
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void foldersOfLiveProcessesAreKept() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve(".lock"), "");
        Path link = Files.createSymbolicLink(folder.resolve("dcd-1-0123abcd"), elsewhere);
        Path named = Files.createDirectory(folder.resolve("dcd-experiments"));
        Path justMade = Files.createDirectory(folder.resolve("dcd-2-0123abcd"));
        Files.writeString(named.resolve(".lock"), "");
        try (TemporaryFolder other = take(3)) {
            take(4).close();

            assertThat(other.folder()).exists();
        }
        assertThat(link).isSymbolicLink();
        assertThat(elsewhere.resolve(".lock")).exists();
        assertThat(named).exists();
        assertThat(justMade).exists();
    }

    /** A process with a temporary folder and a file in it, which runs until its input ends. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws IOException {
            if (TemporaryFolder.ofProcess().isEmpty()) {
                throw new IllegalStateException("this process has no run folder");
            }
            Files.createTempFile("blob", "").toFile().setReadOnly();
            System.out.println("ready");
            System.in.read();
        }
    }

    private Process child(int number) throws IOException {
        Path own = Files.createDirectory(folder.resolve("dcd-" + number + "-89abcdef"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + own,
                        "-Ddcd.temporary=" + own,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader says = process.inputReader();
        assertThat(says.readLine()).isEqualTo("ready");
        return process;
    }

    private List<Path> folders() throws IOException {
        try (var all = Files.list(folder)) {
            return all.toList();
        }
    }

    @Test
    void theNextStartDeletesTheFolderOfAKilledProcess() throws Exception {
        Process ended = child(10);
        ended.getOutputStream().close();
        assertThat(ended.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(folders()).as("after its end").isEmpty();

        Process terminated = child(11);
        terminated.destroy();
        assertThat(terminated.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(folders()).as("after TERM").isEmpty();

        Process killed = child(12);
        assertThat(folders()).hasSize(1);
        Path left = folders().get(0);
        take(1).close();
        assertThat(left).as("of a process that lives").exists();
        killed.destroyForcibly().waitFor();
        assertThat(left).as("after KILL").exists();
        take(1).close();
        assertThat(folders()).as("after the next start").isEmpty();
    }
}
