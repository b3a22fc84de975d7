package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.dcd.runners.SmallExperiment.manifest;
import static org.dcd.runners.SmallExperiment.only;
import static org.dcd.runners.SmallExperiment.scores;
import static org.dcd.runners.SmallExperiment.with;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole experiments with other settings than the quickstart. */
class MethodsInSmallTest {
    @TempDir
    private static Path folder;

    private static String file;

    @BeforeAll
    static void write() throws IOException {
        file = SmallExperiment.write(folder);
    }

    /** Measurements of another shape, a conditional generator, a loss without fake score, and a wrong noise level. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "corruption.operator={type: downsample};"
                        + "corruption.noise={type: none};teacher.objective={type: standard}",
                "corruption.operator={type: random-mask, p: 0.5};"
                        + "corruption.noise={type: none};teacher.objective={type: ambient-inpainting}",
                "teacher.objective={type: consistency, steps: 2, samples: 2, estimate: pairs};"
                        + "teacher.training.augment={probability: 0.12, transforms: flips};teacher.network.augment-labels=9",
                "distillation.loss={type: sds};distillation.start=random;teacher.data-sigma=0.6",
                "distillation.loss={type: dmd};distillation.target=image;teacher.sampler.churn=2",
            })
    void everyMethodRunsToTheReport(String first, String second, String third) throws IOException {
        Console made = Console.run(
                "run",
                "--store",
                folder.resolve("methods").toString(),
                file,
                "--set",
                first,
                "--set",
                second,
                "--set",
                third,
                "--set",
                "teacher.network.multipliers=[1, 1]",
                "--set",
                "scoring.rows=[observation, teacher-full, generator]");

        assertThat(made.err()).isEmpty();
        assertThat(made.code()).isZero();
        assertThat(made.out())
                .containsPattern("generator +[0-9.]+ ± [0-9.]+ +[0-9.]+")
                .containsPattern("observation +[0-9.]+");
    }

    /** Only the stage that adds the noise knows its level; all others use the estimate. */
    @Test
    void anUnknownNoiseLevelIsEstimatedAndUsed() throws IOException {
        Path stages = folder.resolve("unknown");
        String[] command = {
            "run",
            "--store",
            stages.toString(),
            file,
            "--set",
            "teacher.noise-level={type: estimated, images: 200, rule: mean}",
            "--set",
            "scoring.rows=[observation, teacher-truncated, generator]"
        };

        Console made = Console.run(command);

        assertThat(made.err()).isEmpty();
        assertThat(made.code()).isZero();
        double sigma = manifest(stages, "calibrate").at("/figures/sigma").asDouble();
        // estimates from 8x8 pixels are 8% low because of the borders, and scatter by 26%; the images are noisy
        // themselves
        assertThat(sigma).isCloseTo(0.92 * Math.hypot(0.5, 0.09), within(5 * 0.26 * 0.5 / Math.sqrt(200)));
        for (String stage : List.of(
                "teacher", "distil", "sample:teacher-truncated", "score:generator", "score:teacher-truncated")) {
            assertThat(manifest(stages, stage).at("/figures/data-sigma").asDouble())
                    .as(stage)
                    .isEqualTo(sigma);
        }
        Path report =
                Path.of(made.out().substring(made.out().indexOf("Report: ") + 8).strip());
        assertThat(Files.readString(report))
                .contains("<section id=\"noise\"", "known because the experiment simulates the noise");
        assertThat(Console.runWithoutPipelines(command).out()).contains(" 0 stages run");
    }

    /** The moments of a features stage, brought out and in again, give the same distance under another contract. */
    @Test
    void aReferenceMayComeFromAFile() throws IOException {
        Path stages = folder.resolve("statistics");
        Path npz = folder.resolve("clean.npz");
        String[] command = {
            "--store",
            stages.toString(),
            file,
            "--set",
            "scoring.features={type: random-fourier, dimension: 8}",
            "--set",
            "scoring.metrics=[fd, {type: kd, subsets: 3, subset-size: 50}]",
            "--set",
            "scoring.rows=[observation, held-out]",
            "--set",
            "expect=[]",
            "--set",
            "paper=[]"
        };
        assertThat(Console.run(with("run", command)).code()).isZero();
        Path features = only(stages.resolve("stages").resolve("features"), "reference-moments.safetensors")
                .getParent();
        Console brought = Console.runWithoutPipelines("stats", features.toString(), "-o", npz.toString());
        assertThat(brought.err()).isEmpty();
        assertThat(brought.out()).contains("8 features of 256 images by random-fourier");
        String reference = "scoring.reference={type: file, path: " + npz + ", extractor: random-fourier, convention: ";

        Console made = Console.run(with("run", with("--set", with(reference + "none}", command))));
        Console wrong =
                Console.runWithoutPipelines(with("plan", with("--set", with(reference + "pytorch-fid}", command))));

        assertThat(made.err()).isEmpty();
        assertThat(made.code()).isZero();
        JsonNode computed = scores(command);
        JsonNode given = scores(with("--set", with(reference + "none}", command)));
        assertThat(given).hasSize(4).hasSameSizeAs(computed);
        for (int i = 0; i < 4; i++) {
            JsonNode score = given.get(i);
            boolean fd = score.get("metric").asText().equals("fd");
            assertThat(score.get("value").asDouble())
                    .isCloseTo(computed.get(i).get("value").asDouble(), within(1e-12));
            assertThat(score.get("contract").get("reference").asText())
                    .matches(fd ? "file [0-9a-f]{64}" : "clean training images");
        }
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("its convention is 'pytorch-fid', but that of the features is none; use the same for both");
    }
}
