package org.dcd.schemas.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReasonsTest {
    @TempDir
    private Path folder;

    @Test
    void aFullDiskIsNamedWithItsFreeSpace() throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(Files.exists(full)).as("skipped: no /dev/full").isTrue();
        IOException failure = catchThrowableOfType(IOException.class, () -> Files.write(full, new byte[1]));

        assertThat(Reasons.of(failure, List.of(folder)))
                .startsWith("No space left on device (")
                .contains(Files.getFileStore(folder).toString())
                .containsPattern("\\d+ MB of \\d+ MB free");
    }

    @Test
    void theDiskIsThatOfTheFileThatFailed() throws IOException {
        Path shared = Path.of("/dev/shm/not/there/yet");
        assumeThat(Files.exists(Path.of("/dev/shm"))).as("skipped: no /dev/shm").isTrue();
        IOException failure = new FileSystemException(shared.toString(), null, "No space left on device");

        assertThat(Reasons.of(failure, List.of(folder)))
                .contains(shared.toString())
                .contains(Files.getFileStore(Path.of("/dev/shm")).toString());
    }

    @Test
    void otherFailuresNameNoDisk() {
        assertThat(Reasons.of(new IOException("broken pipe"), List.of(folder))).isEqualTo("broken pipe");
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(new OutOfMemoryError("Java heap space"), "DCD_JAVA_OPTS=-Xmx4g"),
                Arguments.of(new OutOfMemoryError("Metaspace"), "DCD_JAVA_OPTS"),
                Arguments.of(
                        new OutOfMemoryError("unable to create native thread: possibly out of memory"), "ulimit -u"),
                Arguments.of(new StackOverflowError(), "DCD_JAVA_OPTS=-Xss16m"),
                Arguments.of(new UnsatisfiedLinkError("/x.so: failed to map segment\n from shared object"), "noexec"),
                Arguments.of(new NoClassDefFoundError("org/x/Y"), "delete runners/target"),
                Arguments.of(new ExceptionInInitializerError(new StackOverflowError()), "-Xss16m"),
                Arguments.of(new AssertionError("never so\nnever"), "AssertionError: never so never"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorIsOneLineWithTheRemedy(Error error, String remedy) {
        assertThat(Reasons.of(error)).contains(remedy).doesNotContain("\n").doesNotContain("null");
    }
}
