package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments on points, from data to report. They train too little to meet their expectations. */
class PointsInSmallTest {
    @TempDir
    private Path folder;

    @Test
    void theoremsAreComparedWithLearnedWeights() throws IOException {
        Console made = run("theory/theorem-3.yaml", "dataset.count=400", "scoring.samples=200");

        assertThat(made.err()).isEmpty();
        assertThat(made.out())
                .containsPattern("generator +[0-9.]+ +[0-9.]+ +[0-9.]+")
                .contains("alignment-error");
        assertThat(report(made)).contains("id=\"theory\"", "closed form", "outside ker A");
    }

    @Test
    void theSpiralIsScoredAndPlotted() throws IOException {
        Console made = run("toy/spiral.yaml", "dataset.count=600", "dataset.held-out=100");

        assertThat(made.err()).isEmpty();
        assertThat(made.out()).contains("distance-mean", "uncovered").containsPattern("held-out( +[0-9.e-]+){6}");
        assertThat(report(made)).contains("id=\"points\"", "class=\"scatter\"").doesNotContain("id=\"images\"");
    }

    private Console run(String experiment, String first, String second) {
        return Console.run(
                "run",
                "--store",
                folder.toString(),
                Path.of("..", "experiments").resolve(experiment).toString(),
                "--set",
                first,
                "--set",
                second,
                "--set",
                "teacher.training={kimg: 1, batch: 100, levels: {mean: -0.5}}",
                "--set",
                "distillation.training={kimg: 1, batch: 100, select-samples: 200, select-from-kimg: 0}",
                "--set",
                "expect=[generator.fd < 1000000]");
    }

    private static String report(Console made) throws IOException {
        return Files.readString(
                Path.of(made.out().substring(made.out().indexOf("Report: ") + 8).strip()));
    }
}
