package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.GraphRunners;
import org.dcd.pipelines.tracking.TrackingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors of the JVM, which no command handles. */
class ErrorsTest {
    @TempDir
    private Path folder;

    /** Runners that throw when one is chosen. */
    private record Broken(Error error) implements GraphRunners {
        @Override
        public List<String> names() {
            return List.of("direct");
        }

        @Override
        public GraphRunner of(RunnerProfile profile) {
            throw error;
        }
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(new OutOfMemoryError("Java heap space"), "-Xmx4g"),
                Arguments.of(new StackOverflowError(), "-Xss16m"),
                Arguments.of(new UnsatisfiedLinkError("libx.so: failed to map\nsegment"), "DJL_CACHE_DIR"),
                Arguments.of(new NoClassDefFoundError("org/x/Y"), "runners/target"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorIsReportedInOneLineWithARemedy(Error error, String remedy) throws IOException {
        String file = TestCli.experiment(folder, TestCli.EXPERIMENT).toString();
        String store = folder.resolve("store").toString();

        TestCli failed = TestCli.run(
                new Broken(error), FakeStages.failingAt(null), TrackingSettings.NONE, "run", "--store", store, file);
        TestCli verbose = TestCli.run(
                new Broken(error),
                FakeStages.failingAt(null),
                TrackingSettings.NONE,
                "run",
                "--verbose",
                "--store",
                store,
                file);

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err().lines())
                .singleElement()
                .asString()
                .startsWith("dcd: ")
                .contains(remedy, "--verbose");
        assertThat(verbose.err()).contains("\tat ");
    }

    @Test
    void anErrorInAThreadIsReportedInOneLine() throws InterruptedException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Thread thread = new Thread(
                () -> {
                    throw new StackOverflowError();
                },
                "writer");
        thread.setUncaughtExceptionHandler(
                (ended, thrown) -> Failure.report(ended, thrown, false, new PrintStream(err, true)));
        thread.start();
        thread.join();

        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("dcd: thread writer failed: the stack of a Java thread is full");
    }
}
