package org.dcd.transforms.ort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dcd.transforms.natives.NativeProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrtLibrariesTest {
    private static final List<String> ONE = List.of("onnxruntime-1.28.0.jar");

    @TempDir
    private Path folder;

    @Test
    void theLibrariesOfTheBuildFit() {
        OrtLibraries libraries = OrtLibraries.ofThisProcess();

        assertThat(libraries.problem()).isEmpty();
        assertThat(libraries.jars()).singleElement().asString().matches("onnxruntime.*\\.jar");
    }

    @Test
    void twoBuildsOnTheClassPathAreReported() {
        OrtLibraries libraries =
                new OrtLibraries(List.of("onnxruntime-1.28.0.jar", "onnxruntime_gpu-1.28.0.jar"), Optional.empty());

        assertThat(libraries.problem().map(NativeProblem::message)).hasValueSatisfying(message -> assertThat(message)
                .contains("2 builds of ONNX Runtime: onnxruntime-1.28.0.jar and onnxruntime_gpu-1.28.0.jar")
                .contains("; keep one"));
    }

    @Test
    void aFolderWithoutTheLibraryIsReported() throws IOException {
        OrtLibraries libraries = new OrtLibraries(ONE, Optional.of(folder));
        assertThat(libraries.problem().map(NativeProblem::message)).hasValueSatisfying(message -> assertThat(message)
                .contains("onnxruntime.native.path=" + folder + " has no "));

        Files.createFile(folder.resolve(System.mapLibraryName("onnxruntime")));

        assertThat(libraries.problem()).isEmpty();
    }

    @Test
    void measuresInPlausibleUnits() {
        assertThat(OrtMachine.rate()).as("GFLOP/s of a core").isBetween(0.1, 1000.0);
        assertThat(OrtMachine.providers()).contains("CPU");
    }
}
