package org.dcd.runners;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The quickstart on synthetic images, in seconds, and results of its runs. */
final class SmallExperiment {
    private static final String TEXT =
            """
            experiment: small
            seed: 1
            dataset: {type: idx, path: data, held-out: 64}
            corruption:
              operator: {type: identity}
              noise: {type: gaussian, sigma: 0.5}
            teacher:
              objective: {type: ambient-tweedie}
              network: {type: song-unet, channels: 16, multipliers: [1], blocks: 1, attention: []}
              training: {kimg: 0.96, batch: 32, learning-rate: 2e-3, ema-halflife-kimg: 0.1}
              sampler: {steps: 3}
            distillation:
              loss: {type: sid, alpha: 1.2}
              training:
                kimg: 0.64
                batch: 32
                generator-learning-rate: 3e-4
                fake-learning-rate: 5e-4
                clip-norm: 10
                clamp-levels: true
                select-kimg: 0.32
                select-samples: 100
              select-by: proximal-fd
            scoring:
              features: {type: classifier, kimg: 0.64, batch: 32, dimension: 8}
              samples: 100
              rows: [observation, teacher-full, teacher-truncated, generator, held-out]
              sample-sets: 2
              metrics:
                - fd
                - proximal-fd
                - {type: kd, subsets: 3, subset-size: 50}
                - classifier-score
                - precision-recall
                - density-coverage
                - wasserstein
            expect:
              - generator.proximal-fd < 1000000
            paper:
              - {table: 2, row: generator, metric: fid, value: 4.77}
            """;

    private SmallExperiment() {}

    /** Writes the file and its data into a folder; the path of the file. */
    static String write(Path folder) throws IOException {
        TinyImages.write(Files.createDirectory(folder.resolve("data")), 320, 8);
        return Files.writeString(folder.resolve("small.yaml"), TEXT).toString();
    }

    /** Prepends a word. */
    static String[] with(String first, String... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }

    /** The JSON output of {@code dcd compare}. */
    static JsonNode scores(String... command) throws IOException {
        return new ObjectMapper()
                .readTree(Console.runWithoutPipelines(with("compare", with("--json", command)))
                        .out());
    }

    /** The specification of the stage of that name. */
    static JsonNode spec(Path store, String stage) throws IOException {
        return new ObjectMapper().readTree(manifest(store, stage).get("spec").asText());
    }

    /** The manifest of the stage of that name. */
    static JsonNode manifest(Path store, String stage) throws IOException {
        for (Path path : StoreFiles.state(store.resolve("stages")).keySet()) {
            if (path.endsWith("manifest.json")) {
                JsonNode manifest = new ObjectMapper().readTree(path.toFile());
                if (manifest.get("name").asText().equals(stage)) {
                    return manifest;
                }
            }
        }
        throw new AssertionError("no stage " + stage + " in " + store);
    }

    /** The file below a folder whose path ends with a suffix. */
    static Path only(Path folder, String suffix) throws IOException {
        return StoreFiles.state(folder).keySet().stream()
                .filter(path -> path.toString().endsWith(suffix))
                .findFirst()
                .orElseThrow();
    }
}
