package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedExperimentsTest {
    @TempDir
    private Path store;

    /** Every experiment whose data ships with the project is accepted, down to its data. */
    @ParameterizedTest
    @MethodSource("shipped")
    void aShippedExperimentIsPlanned(Path experiment) {
        Console planned = Console.runWithoutPipelines("plan", "--store", store.toString(), experiment.toString());

        assertThat(planned.err()).isEmpty();
        assertThat(planned.code()).isZero();
        assertThat(planned.out()).contains("report", "would run");
    }

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", "experiments"))) {
            return files
                    .filter(path -> path.toString().endsWith(".yaml"))
                    .filter(path -> !path.startsWith(PaperExperimentsTest.FOLDER))
                    .sorted()
                    .toList()
                    .stream();
        }
    }
}
