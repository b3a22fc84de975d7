package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script of {@code dcd completion} in bash, when it is installed. */
class CompletionTest {
    @TempDir
    Path folder;

    private String bash(String... arguments) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
        Process process = new ProcessBuilder(Stream.concat(Stream.of("/bin/bash"), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out.strip();
    }

    private Path script() throws IOException {
        TestCli done = TestCli.run("completion", "bash");
        assertThat(done.code()).isZero();
        return Files.writeString(folder.resolve("dcd.bash"), done.out());
    }

    @Test
    void bashAcceptsIt() throws IOException, InterruptedException {
        assertThat(bash("-n", script().toString())).isEmpty();
        assertThat(TestCli.run("completion", "zsh").out()).contains("bashcompinit");
    }

    @ParameterizedTest
    @CsvSource({"dcd ex, explain", "dcd run --only x --unt, --until", "dcd store l, ls", "dcd compare --form, --format"
    })
    void commandsAndOptionsAreCompleted(String line, String expected) throws IOException, InterruptedException {
        String[] words = line.split(" ");
        String completed = bash(
                "-c",
                "source " + script() + "; COMP_WORDS=(" + line + "); COMP_CWORD=" + (words.length - 1) + "; COMP_LINE='"
                        + line + "'; COMP_POINT=${#COMP_LINE}; _complete_dcd; echo \"${COMPREPLY[@]}\"");

        assertThat(completed.split("\\s+")).contains(expected);
    }

    @Test
    void anotherShellIsRefused() {
        assertThat(TestCli.run("completion", "tcsh").code()).isEqualTo(2);
    }
}
