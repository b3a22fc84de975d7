package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.dcd.runners.SmallExperiment.manifest;
import static org.dcd.runners.SmallExperiment.only;
import static org.dcd.runners.SmallExperiment.scores;
import static org.dcd.runners.SmallExperiment.with;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart on synthetic images, from data to report on embedded Flink, in seconds. */
class QuickstartInSmallTest {
    private static final List<String> ROWS =
            List.of("observation", "teacher-full", "teacher-truncated", "generator", "held-out");
    private static final List<String> METRICS = List.of(
            "fd", "proximal-fd", "kd", "classifier-score", "precision", "recall", "density", "coverage", "wasserstein");

    @TempDir
    private static Path folder;

    private static Path store;
    private static String file;
    private static Console first;

    @BeforeAll
    static void runOnce() throws IOException {
        store = folder.resolve("store");
        file = SmallExperiment.write(folder);
        first = Console.run("run", "--store", store.toString(), file);
    }

    @Test
    void aRunWritesAReportAndPrintsNoWarnings() throws IOException {
        assertThat(first.err()).isEmpty();
        assertThat(first.code()).isZero();
        assertThat(first.out()).contains("0 cached").contains(ROWS);
        Path report = Path.of(
                first.out().substring(first.out().indexOf("Report: ") + 8).strip());
        String html = Files.readString(report);
        assertThat(html).contains(ROWS).contains("<svg", "data:image/png;base64");
        String edges = html.substring(html.indexOf("class=\"edges\""), html.indexOf("</g>"));
        assertThat(edges.split("<path").length - 1)
                .as("arrows between 16 stages")
                .isGreaterThanOrEqualTo(16);
    }

    @Test
    void aSecondRunIsAllCachedAndStartsNoPipeline() throws IOException {
        Console second = Console.runWithoutPipelines("run", "--store", store.toString(), file);

        assertThat(second.code()).isZero();
        assertThat(second.out()).containsPattern("all \\d+ stages are cached").contains(" 0 stages run");
    }

    /** Every stage with its real work, trained twice on the same processor with the same threads. */
    @Test
    void aRepeatedRunWritesTheSameFiles() {
        Console again = Console.run(
                "reproduce",
                record().toString(),
                "--store",
                store.toString(),
                "--into",
                folder.resolve("again").toString());

        assertThat(again.err()).isEmpty();
        assertThat(again.out())
                .containsPattern("teacher +✓ equal")
                .containsPattern("distil +✓ equal")
                .containsPattern("score:generator +✓ equal")
                .containsPattern("All \\d+ stages are equal");
        assertThat(again.code()).isZero();
    }

    @Test
    void exportedNetworksHaveTheirOriginAsMetadata() throws IOException {
        JsonNode run = new ObjectMapper().readTree(record().toFile());
        for (String network : List.of("generator", "teacher")) {
            boolean generates = network.equals("generator");
            Path exported = stage(run, "export:" + network);
            Path trained = stage(run, generates ? "distil" : "teacher");
            JsonNode manifest =
                    new ObjectMapper().readTree(trained.resolve("manifest.json").toFile());
            Console inspected = Console.runWithoutPipelines(
                    "inspect", "--json", only(exported, ".onnx").toString());

            assertThat(inspected.err()).isEmpty();
            JsonNode metadata = new ObjectMapper().readTree(inspected.out());
            assertThat(metadata.get("kind").asText()).isEqualTo(generates ? "generator" : "denoiser");
            assertThat(metadata.get("stage-key").asText())
                    .isEqualTo(exported.getFileName().toString());
            assertThat(metadata.get("training-key")).isEqualTo(manifest.get("key"));
            assertThat(metadata.get("training-spec")).isEqualTo(manifest.get("spec"));
            assertThat(metadata.get("code-versions").asText())
                    .startsWith("dataset ")
                    .endsWith(manifest.get("kind").asText() + " " + manifest.get("codeVersion"));
            assertThat(metadata.get("data-sha256"))
                    .isEqualTo(run.get("inputs").get(0).get("sha256"));
        }
    }

    /** Record of the first run; other tests leave theirs in the same store. */
    private static Path record() {
        Path report = Path.of(
                first.out().substring(first.out().indexOf("Report: ") + 8).strip());
        String key = report.getParent().getFileName().toString();
        return store.resolve("runs").resolve("small-1-" + key.substring(0, 12) + ".json");
    }

    private static Path stage(JsonNode run, String name) {
        for (JsonNode stage : run.get("stages")) {
            if (stage.get("name").asText().equals(name)) {
                return store.resolve("stages")
                        .resolve(stage.get("kind").asText())
                        .resolve(stage.get("key").asText());
            }
        }
        throw new AssertionError("no stage " + name);
    }

    @Test
    void everyRowIsScoredAndPrintedAsJson() throws IOException {
        Console compared = Console.runWithoutPipelines("compare", "--json", "--store", store.toString(), file);

        assertThat(compared.code()).isZero();
        JsonNode scores = new ObjectMapper().readTree(compared.out());
        assertThat(scores.isArray()).isTrue();
        Set<String> scored = new TreeSet<>();
        Map<String, Integer> sets = new TreeMap<>();
        for (JsonNode score : scores) {
            String metric = score.get("metric").asText();
            scored.add(score.get("row").asText() + "." + metric);
            sets.merge(score.get("row").asText(), 1, Integer::sum);
            assertThat(score.get("value").isNumber()).isTrue();
            // unbiased, so it may be negative
            assertThat(score.get("value").asDouble()).isFinite().isGreaterThanOrEqualTo(metric.equals("kd") ? -1 : 0);
            assertThat(score.get("contract").get("estimator").asText()).isNotEmpty();
            assertThat(score.get("seed").asLong()).isEqualTo(1);
            assertThat(score.get("contract").get("extractor-sha256").asText())
                    .matches(metric.equals("wasserstein") ? "none" : "[0-9a-f]{64}");
            assertThat(score.get("oracle").asBoolean()).isEqualTo(!metric.equals("proximal-fd"));
        }
        assertThat(scored)
                .containsExactlyInAnyOrderElementsOf(ROWS.stream()
                        .flatMap(row -> METRICS.stream().map(metric -> row + "." + metric))
                        .toList());
        assertThat(sets)
                .containsEntry("observation", METRICS.size())
                .containsEntry("held-out", METRICS.size())
                .containsEntry("generator", 2 * METRICS.size())
                .containsEntry("teacher-full", 2 * METRICS.size());
    }

    @Test
    void theFidOfThePaperIsShownWithoutADifference() throws IOException {
        Console compared = Console.runWithoutPipelines("compare", "--store", store.toString(), file);

        assertThat(compared.code()).isZero();
        assertThat(compared.out())
                .containsPattern("seed 1 +paper, table 2 +generator\\.fid 4\\.77 +this run: not comparable:"
                        + " fd\\[classifier-"
                        + "[0-9a-f]{8}] is not FID");
        assertThat(Files.readString(only(store.resolve("stages").resolve("report"), "report.html")))
                .contains("Comparison with the paper", "generator.fid", "is not FID");
    }

    @Test
    void onlyADamagedTableIsMadeAgain() throws IOException {
        Path table = only(store.resolve("stages").resolve("corrupt"), ".parquet");
        byte[] whole = Files.readAllBytes(table);
        Files.write(table, Arrays.copyOf(whole, whole.length / 2));

        Console repaired = Console.run("run", "--store", store.toString(), file);

        assertThat(repaired.code()).isZero();
        assertThat(repaired.out()).contains("1 of ", "corrupt").containsPattern("\\b1 stages? run");
        assertThat(table).hasBinaryContent(whole);
    }

    @Test
    void aPlanWritesNothing() throws IOException {
        Map<Path, Long> before = files(folder);
        Console cached = Console.runWithoutPipelines("plan", "--store", store.toString(), file);
        Console fresh = Console.runWithoutPipelines(
                "plan", "--store", folder.resolve("none").toString(), file);

        assertThat(cached.code()).isZero();
        assertThat(fresh.code()).isZero();
        assertThat(cached.out()).contains("teacher", "cached");
        assertThat(fresh.out()).contains("0 of ").contains("would run");
        assertThat(files(folder)).isEqualTo(before);
    }

    /** With few steps, the results are bad, but they are scored, shown and compared. */
    @Test
    void heldOutImagesAreRestoredAndScored() throws IOException {
        String[] command = {
            "run",
            "--store",
            store.toString(),
            file,
            "--set",
            "restoration={images: 40, metrics: [psnr], methods: [{type: generator-prior, steps: 20, restarts: 2},"
                    + " {type: dps, steps: 4}, {type: noise2self, kimg: 0.64, batch: 32, grid: 2}]}",
            "--set",
            "expect=[generator-prior.psnr > observation.psnr - 100, dps.psnr < 100]"
        };

        Console made = Console.run(command);

        assertThat(made.err()).isEmpty();
        assertThat(made.code()).isZero();
        assertThat(made.out())
                .containsPattern("observation +[0-9.]+ ± [0-9.]+")
                .containsPattern("generator-prior +[0-9.]+ ± [0-9.]+")
                .containsPattern("dps +[-0-9.]+ ± [0-9.]+")
                .containsPattern("noise2self +[0-9.]+ ± [0-9.]+")
                .contains("✓ pass  generator-prior.psnr > observation.psnr - 100");
        Path report =
                Path.of(made.out().substring(made.out().indexOf("Report: ") + 8).strip());
        assertThat(Files.readString(report))
                .contains("<section id=\"restoration\"", "restored by noise2self", "the clean images");
        assertThat(Console.runWithoutPipelines(command).out()).contains(" 0 stages run");
        restoresFromTheCommandLine(
                manifest(store, "corrupt:held-out").get("key").asText());
    }

    /** The same method, seed and measurements give the same images, one PNG each. */
    private static void restoresFromTheCommandLine(String measurements) throws IOException {
        Path output = folder.resolve("restored");
        Path dataset = only(store.resolve("stages").resolve("dataset"), "held-out-00000-of-00001.parquet");
        List<String> command = List.of(
                "restore",
                store.resolve("stages").resolve("corrupt").resolve(measurements).toString(),
                "--experiment",
                file,
                "--store",
                store.toString(),
                "--method",
                "{type: generator-prior, restarts: 2}",
                "--steps",
                "20",
                "--reference",
                dataset.toString(),
                "-o",
                output.toString());

        Console refused = Console.runWithoutPipelines(command.toArray(String[]::new));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("ssim needs images of at least 11x11");
        assertThat(output).doesNotExist();

        List<String> scored = new ArrayList<>(command);
        scored.addAll(List.of("--metrics", "psnr"));
        Console restored = Console.runWithoutPipelines(scored.toArray(String[]::new));
        assertThat(restored.err()).isEmpty();
        assertThat(restored.code()).isZero();
        assertThat(restored.out())
                .contains("40 images of 1x8x8 by generator-prior")
                .containsPattern("measurements +[0-9.]+ ± [0-9.]+")
                .containsPattern("restored +[0-9.]+ ± [0-9.]+");
        try (Stream<Path> images = Files.list(output)) {
            assertThat(images).hasSize(40).allMatch(image -> image.toString().endsWith(".png"));
        }
        Console again = Console.runWithoutPipelines(scored.toArray(String[]::new));
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("is not empty; give another folder");

        // without operator parameters, images are enough
        Console images = Console.runWithoutPipelines(
                "restore",
                output.toString(),
                "--experiment",
                file,
                "--store",
                store.toString(),
                "--method",
                "pseudo-inverse",
                "-o",
                folder.resolve("same").toString());
        assertThat(images.err()).isEmpty();
        try (Stream<Path> files = Files.list(output)) {
            for (Path image : files.toList()) {
                assertThat(folder.resolve("same").resolve(image.getFileName())).hasSameBinaryContentAs(image);
            }
        }
    }

    /**
     * Candidates are scored against clean images after the selection: teacher and features are those of a run without
     * these scores, and the selected candidate has the distance of the generator.
     */
    @Test
    void candidatesAreScoredAgainstCleanImagesAfterSelection() throws IOException {
        String[] command = {
            "--store",
            store.toString(),
            file,
            "--set",
            "distillation.training.keep-candidates=true",
            "--set",
            "expect=[generator.fd < 1e9 * generator.best-candidate-fd]",
            "--set",
            "scoring.sample-sets=1",
            "--set",
            "scoring.metrics=[fd]",
            "--set",
            "scoring.rows=[generator]"
        };

        Console made = Console.run(with("run", command));

        assertThat(made.err()).isEmpty();
        assertThat(made.code()).isZero();
        // distil, export, sample, score, candidates, report, and features:oracle, here without vectors
        assertThat(made.out()).contains("7 stages run");
        JsonNode scores = scores(command);
        double fd = scores.get(0).get("value").asDouble();
        JsonNode figures = manifest(store, "candidates").get("figures");
        assertThat(scores.get(0).get("metric").asText()).isEqualTo("fd");
        assertThat(figures.get("candidates").asInt()).isEqualTo(2);
        assertThat(figures.get("selected-fd").asDouble()).isCloseTo(fd, within(1e-5 * fd));
        assertThat(scores.get(1).get("metric").asText()).isEqualTo("best-candidate-fd");
        assertThat(scores.get(1).get("value").asDouble())
                .isEqualTo(figures.get("best-fd").asDouble())
                .isLessThanOrEqualTo(figures.get("selected-fd").asDouble());
        Path report =
                Path.of(made.out().substring(made.out().indexOf("Report: ") + 8).strip());
        assertThat(Files.readString(report))
                .contains("<section id=\"selection\"", "Distance to clean images", "Proximal distance");
    }

    /** Files and folders with the times of their last change. */
    private static Map<Path, Long> files(Path folder) throws IOException {
        Map<Path, Long> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                files.put(path, Files.getLastModifiedTime(path).toMillis());
            }
        }
        return files;
    }
}
