package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.features.lpips.Backbone;
import org.dcd.transforms.features.lpips.LpipsWeights;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published LPIPS heads on a backbone with random weights. */
class WeightsCommandTest {
    private static final Path HEADS = Path.of("../transforms/src/test/resources/weights/lpips-v0.1-alex.pth");
    private static final String HEADS_SHA = "df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0";
    private static final int SIDE = 40;
    private static final int N = 3;

    @TempDir
    private static Path shared;

    @TempDir
    private Path temp;

    private static String alexnetSha;

    @BeforeAll
    static void write() throws IOException {
        SortedMap<String, Tensor> state = new TreeMap<>();
        LpipsWeights.backbone(Backbone.ALEX).forEach((name, shape) -> {
            int n = Math.toIntExact(Tensor.size(shape));
            float[] values = Seeds.normal(name.hashCode(), n);
            for (int i = 0; i < n; i++) {
                values[i] *= shape.length == 1 ? 0.1f : (float) Math.sqrt(2.0 * shape[0] / n);
            }
            state.put(name, Tensor.of(values, shape));
        });
        Folder folder = Folder.at(shared.toString());
        new Safetensors(state, Map.of()).write(folder, "alexnet.safetensors");
        alexnetSha = Sha256.of(folder, "alexnet.safetensors");
        new Safetensors(Map.of("a", Tensor.of(new float[1], 1)), Map.of()).write(folder, "other.safetensors");
        Files.writeString(shared.resolve("text.pth"), "text");
        images("clean", SIDE, 0);
        images("noisy", SIDE, 30);
        images("small", 16, 0);
    }

    private static void images(String name, int side, int noise) throws IOException {
        Path folder = Files.createDirectory(shared.resolve(name));
        for (int i = 0; i < N; i++) {
            BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_3BYTE_BGR);
            for (int at = 0; at < side * side; at++) {
                int value = (at * (i + 3) % 200) + (at % 7) * noise / 7;
                image.setRGB(at % side, at / side, value << 16 | (255 - value) << 8 | value / 2);
            }
            ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
        }
    }

    private static String at(String name) {
        return shared.resolve(name).toString();
    }

    private TestCli weights(String... args) {
        return TestCli.run(Stream.concat(
                        Stream.of("weights"), Stream.concat(Stream.of(args), Stream.of("--weights", temp.toString())))
                .toArray(String[]::new));
    }

    private TestCli score(String... args) {
        return TestCli.run(Stream.concat(
                        Stream.of("score", at("noisy"), at("clean"), "--weights", temp.toString()), Stream.of(args))
                .toArray(String[]::new));
    }

    @Test
    void thePublishedHeadsAreRecognisedByTensorsAndHash() {
        TestCli done = weights("import", HEADS.toString());

        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isZero();
        assertThat(done.out())
                .contains("lpips-alex: heads of LPIPS v0.1 with network alex, from lpips-v0.1-alex.pth, SHA-256"
                        + " df73285e"
                        + " as published; stored in " + temp.resolve("lpips-alex.json"));
    }

    @Test
    void theListShowsImportedAndMissingWeights() throws IOException {
        assertThat(weights("list").out())
                .contains("none imported", "alexnet-owt-7be5be79.pth from torchvision", "pt_inception-2015-12-05");
        weights("import", HEADS.toString());
        weights("import", at("alexnet.safetensors"), "--unverified", "--as", "mine");
        Files.writeString(temp.resolve("broken.json"), "{}");
        TestCli list = weights("list");
        JsonNode json = new ObjectMapper().readTree(weights("list", "--json").out());

        assertThat(list.code()).isZero();
        assertThat(list.out())
                .contains("weights in " + temp)
                .containsPattern("lpips-alex +lpips-alex +df73285e +as published +lpips-v0.1-alex.pth")
                .containsPattern("mine +alexnet +" + alexnetSha.substring(0, 8) + " +not verified +alexnet.safetensors")
                .contains(
                        "damaged: " + temp.resolve("broken.json") + ": not a valid provenance file of imported weights")
                .contains("vgg16-397923af.pth from torchvision")
                .doesNotContain("alexnet-owt-7be5be79.pth");
        assertThat(json.get("there")).hasSize(2);
        assertThat(json.get("there").get(0).get("sha256").asText()).isEqualTo(HEADS_SHA);
        assertThat(json.get("damaged")).hasSize(1);
        assertThat(json.get("missing").findValuesAsText("kind")).contains("inception-v3", "vgg16", "lpips-vgg");
    }

    @Test
    void importedWeightsScorePairs() throws IOException {
        TestCli missing = score("--metrics", "lpips");
        weights("import", HEADS.toString());
        weights("import", at("alexnet.safetensors"), "--sha256", alexnetSha);
        JsonNode imported = json(score("--metrics", "psnr,lpips", "--json"));
        JsonNode given = json(TestCli.run(
                "score",
                at("noisy"),
                at("clean"),
                "--metrics",
                "lpips",
                "--weights",
                at("none"),
                "--lpips",
                at("alexnet.safetensors"),
                "--lpips",
                HEADS.toString(),
                "--json"));
        JsonNode lpips = imported.get(1);

        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err())
                .contains("lpips needs the weights alexnet; import them once: dcd weights import FILE with"
                        + " alexnet-owt-7be5be79.pth of torchvision, or give the file with --lpips");
        assertThat(lpips.get("value").asDouble()).isPositive();
        assertThat(lpips.get("count").asInt()).isEqualTo(N);
        JsonNode contract = lpips.get("contract");
        assertThat(contract.get("name").asText())
                .isEqualTo("lpips[lpips-v0.1-alex-" + alexnetSha.substring(0, 8) + "-df73285e]");
        assertThat(contract.get("extractor").asText()).isEqualTo("lpips-v0.1-alex");
        assertThat(contract.get("extractor-sha256").asText()).isEqualTo(alexnetSha + "+" + HEADS_SHA);
        assertThat(contract.get("estimator").asText()).contains("LPIPS v0.1", "grey repeated three times");
        assertThat(contract.get("data-range").toString()).isEqualTo("[-1.0,1.0]");
        assertThat(given.get(0)).isEqualTo(lpips);
    }

    private static JsonNode json(TestCli done) throws IOException {
        assertThat(done.err()).isEmpty();
        return new ObjectMapper().readTree(done.out());
    }

    @Test
    void equalImagesHaveNoDistance() throws IOException {
        JsonNode scores = json(TestCli.run(
                "score",
                at("clean"),
                at("clean"),
                "--lpips",
                at("alexnet.safetensors"),
                "--lpips",
                HEADS.toString(),
                "--metrics",
                "lpips",
                "--json"));

        assertThat(scores.get(0).get("value").asDouble()).isZero();
        assertThat(scores.get(0).get("deviation").asDouble()).isZero();
    }

    @Test
    void tooSmallImagesAndUnusedWeightsAreWrongInput() {
        String[] given = {"--lpips", at("alexnet.safetensors"), "--lpips", HEADS.toString(), "--metrics"};
        TestCli small = TestCli.run(Stream.concat(
                        Stream.of("score", at("small"), at("small")),
                        Stream.concat(Stream.of(given), Stream.of("lpips")))
                .toArray(String[]::new));
        TestCli unused =
                score(Stream.concat(Stream.of(given), Stream.of("psnr")).toArray(String[]::new));

        assertThat(small.code()).isEqualTo(2);
        assertThat(small.err()).contains("lpips with alexnet needs images of at least 31x31, was 16x16");
        assertThat(unused.code()).isEqualTo(2);
        assertThat(unused.err()).contains("--lpips was given alexnet, lpips-alex, which no metric uses");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alexnet.safetensors | | but the SHA-256 is",
                "other.safetensors | | no known weights match its 1 tensor (a[1])",
                "other.safetensors | --unverified | no known weights match",
                "text.pth | --unverified | is neither a zip archive nor a pickle",
                "none.pth | | none.pth does not exist",
                "alexnet.safetensors | --sha256=00 | --sha256 must be 64 hexadecimal digits",
                "alexnet.safetensors | --as=../x | names of imported weights must consist of lower-case letters",
                "alexnet.safetensors | --sha256=" + HEADS_SHA + " | expected " + HEADS_SHA,
            })
    void unexpectedFilesAreRefused(String file, String option, String message) throws IOException {
        TestCli done = option == null
                ? weights("import", at(file))
                : option.startsWith("--as")
                        ? weights("import", at(file), "--unverified", option)
                        : weights("import", at(file), option);

        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains(message).doesNotContain("\tat ");
        assertThat(Folder.at(temp.toString()).list()).isEmpty();
    }

    /** Experiments may omit the file of weights after an import. */
    @Test
    void anExperimentNamesTheWeightsToImport() throws IOException {
        String text = TestCli.EXPERIMENT.replace("{type: classifier}", "inception");
        Path file = TestCli.experiment(temp, text);
        TestCli done = TestCli.run(
                "plan", file.toString(), "--store", temp.resolve("store").toString());

        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err())
                .contains(
                        "scoring.features.weights: missing, and no inception-v3 weights are imported; import them once")
                .contains("weights-inception-2015-12-05-6726825d.pth of torch-fidelity");
    }

    @Test
    void aSubcommandIsRequired() {
        TestCli none = TestCli.run("weights");

        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("dcd weights needs a command; available commands: import, list");
        assertThat(TestCli.run("weights", "import", "--help").out()).contains("--unverified", "--sha256=HEX", "--as");
    }
}
