package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark of a million images with ten thousand small ones, without training. */
class MillionInSmallTest {
    @TempDir
    private Path folder;

    @Test
    void generatedImagesAreStoredCorruptedAndScored() throws IOException {
        Console made = Console.run(
                "run",
                "--store",
                folder.toString(),
                Path.of("..", "experiments", "benchmarks", "million.yaml").toString(),
                "--set",
                "dataset={type: generated, count: 10000, height: 8, width: 8, held-out: 1000}",
                "--set",
                "scoring.samples=10000");

        assertThat(made.err()).isEmpty();
        assertThat(made.out()).contains("6 stages run, 0 cached").containsPattern("observation( +[0-9.]+){2}");
        assertThat(files("dataset")).contains("train-00002-of-00003.parquet", "held-out-00000-of-00001.parquet");
        assertThat(files("corrupt")).contains("measurements-00002-of-00003.parquet");
        assertThat(files("features"))
                .contains("reference-moments.safetensors")
                .noneMatch(name -> name.startsWith("moments-"));
        assertThat(folder.resolve("stages/teacher")).doesNotExist();
    }

    private List<String> files(String kind) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("stages").resolve(kind))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
