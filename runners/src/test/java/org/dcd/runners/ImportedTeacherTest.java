package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.files.safetensors.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment whose teacher is a file, the teacher of another experiment. */
class ImportedTeacherTest {
    private static final String NETWORK =
            "  network: {type: song-unet, channels: 16, multipliers: [1], blocks: 1, attention: []}\n";
    private static final String EXPERIMENT =
            """
            experiment: imported
            seed: 1
            dataset: {type: idx, path: data}
            corruption:
              operator: {type: identity}
              noise: {type: gaussian, sigma: 0.5}
            teacher:
              objective: {type: ambient-tweedie}
              sampler: {steps: 2}
            TEACHER
            distillation:
              loss: {type: sid}
              training: {kimg: 0.128, batch: 32, select-kimg: 0.128, select-samples: 100}
            scoring:
              features: {type: pixels}
              samples: 100
              rows: [teacher-full, generator]
              metrics: [fd, proximal-fd]
            """;

    @TempDir
    private static Path folder;

    private static Path teacher;
    private static Path imported;
    private static Console first;
    /** The denoisers that both experiments exported. */
    private static List<Path> exported;

    @BeforeAll
    static void trainThenImport() throws IOException {
        TinyImages.write(Files.createDirectory(folder.resolve("data")), 200, 8);
        Path trained = write(
                "trained",
                NETWORK + "  training: {kimg: 0.32, batch: 32, learning-rate: 2e-3, ema-halflife-kimg: 0.1}");
        Console run = run(trained, "scoring.rows=[teacher-full]");
        assertThat(run.code()).as(run.err()).isZero();
        teacher = Files.copy(file("stages/teacher", "teacher.safetensors"), folder.resolve("teacher.safetensors"));
        imported = write("imported", "  from: teacher.safetensors\n" + NETWORK);
        first = run(imported);
        exported = files("stages/export", "denoiser.onnx");
    }

    private static Path write(String name, String given) throws IOException {
        return Files.writeString(folder.resolve(name + ".yaml"), EXPERIMENT.replace("TEACHER\n", given + "\n"));
    }

    private static Console run(Path experiment, String... overrides) {
        return Console.run(command(experiment, overrides));
    }

    private static String[] command(Path experiment, String... overrides) {
        return Stream.concat(
                        Stream.of("run", "--store", folder.resolve("store").toString(), experiment.toString()),
                        Stream.of(overrides).flatMap(override -> Stream.of("--set", override)))
                .toArray(String[]::new);
    }

    private static Path file(String under, String name) throws IOException {
        return files(under, name).get(0);
    }

    private static List<Path> files(String under, String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("store").resolve(under))) {
            return files.filter(path -> path.endsWith(name)).toList();
        }
    }

    @Test
    void aTeacherFromAFileIsDistilledExportedScoredAndMarked() throws IOException {
        assertThat(first.err()).isEmpty();
        assertThat(first.code()).isZero();
        assertThat(first.out())
                .contains("import:teacher")
                .contains("warning: teacher.from teacher.safetensors (SHA-256 ", "its training data is unknown")
                .containsPattern("generator +[0-9.]+ +[0-9.]+");
        Path report = Path.of(
                first.out().substring(first.out().indexOf("Report: ") + 8).strip());
        assertThat(Files.readString(report))
                .contains("imported from a file with unknown training data")
                .contains("imported from the file teacher.safetensors, state dict, SHA-256 ")
                .contains("apart from those of the imported teacher")
                .doesNotContain(", without clean images");
    }

    @Test
    void theRecordOfTheRunHoldsTheHashOfTheFile() throws IOException {
        Path record;
        try (Stream<Path> runs = Files.list(folder.resolve("store/runs"))) {
            record = runs.filter(run -> run.getFileName().toString().startsWith("imported-1-"))
                    .filter(run -> contains(run, "teacher.from"))
                    .findFirst()
                    .orElseThrow();
        }
        JsonNode inputs = new ObjectMapper().readTree(record.toFile()).get("inputs");
        assertThat(inputs).hasSize(2);
        assertThat(inputs.get(1).get("key").asText()).isEqualTo("teacher.from");
        assertThat(inputs.get(1).get("files").get(0).asText()).isEqualTo("teacher.safetensors");
        assertThat(inputs.get(1).get("sha256").asText()).isEqualTo(Sha256.of(teacher));
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains("\"key\" : \"" + text + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theTeacherEqualsTheFile() throws IOException {
        assertThat(file("stages/import", "teacher.safetensors")).hasSameBinaryContentAs(teacher);
        assertThat(exported).hasSize(2);
        JsonNode[] figures = new JsonNode[2];
        for (int i = 0; i < 2; i++) {
            Path manifest = exported.get(i).resolveSibling("manifest.json");
            figures[i] = new ObjectMapper().readTree(manifest.toFile()).get("figures");
        }
        assertThat(figures[0].get("max-difference")).isEqualTo(figures[1].get("max-difference"));
    }

    @Test
    void aSecondRunIsAllCached() {
        assertThat(Console.runWithoutPipelines(command(imported)).out()).contains(" 0 stages run");
    }

    /** With a tiny learning rate, the weights stay near those at the start. */
    @Test
    void trainingStartsFromTheFile() throws IOException {
        Path further = write(
                "further",
                "  from: teacher.safetensors\n" + NETWORK
                        + "  training: {kimg: 0.064, batch: 32, learning-rate: 1e-12, ema-halflife-kimg: 0.1}");

        Console run = run(further, "scoring.rows=[teacher-full]");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        Map<String, float[]> start = Weights.read(Folder.at(folder.toString()), "teacher.safetensors");
        List<Path> trained = files("stages/teacher", "teacher.safetensors");
        assertThat(trained).hasSize(2);
        for (Path path : trained) {
            float[] weights = Weights.read(Folder.at(path.getParent().toString()), "teacher.safetensors")
                    .get("model.map_layer0.weight");
            for (int i = 0; i < weights.length; i++) {
                assertThat(weights[i]).isCloseTo(start.get("model.map_layer0.weight")[i], within(1e-6f));
            }
        }
    }

    /** One level, so that no filter is missed; what is exported is what the experiment exported. */
    @Test
    void theFileIsExportedAndSampledWithoutAnExperiment() throws IOException {
        for (String[] options : new String[][] {{"--sigma-init", "2"}, {"--denoiser"}}) {
            Path model = folder.resolve(options.length + ".onnx");
            Path png = folder.resolve(options.length + ".png");
            Console exported = Console.runWithoutPipelines(
                    Stream.concat(Stream.of("export", teacher.toString(), "-o", model.toString()), Stream.of(options))
                            .toArray(String[]::new));
            assertThat(exported.code()).as(exported.err()).isZero();
            assertThat(exported.out())
                    .contains(options.length == 1 ? "denoiser" : "generator", "of 1x8x8 images", "channels=16");
            Console sampled = Console.runWithoutPipelines(
                    "sample", model.toString(), "-n", "4", "--steps", "2", "-o", png.toString());
            assertThat(sampled.code()).as(sampled.err()).isZero();
            assertThat(sampled.out()).contains("4 images of 1x8x8");
            assertThat(png).isNotEmptyFile();
        }
        Console refused =
                Console.runWithoutPipelines("export", folder.resolve("none.pkl").toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("none.pkl does not exist or is not a file; give the path of a network of EDM or SiD");
    }

    @Test
    void aNetworkOfAnotherShapeIsRefusedBeforeAnyStageRuns() {
        Console refused = Console.runWithoutPipelines(command(imported, "teacher.network.blocks=2"));

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("teacher.from does not fit", "tensor model.enc.8x8_block1.norm0.weight is missing");
    }
}
