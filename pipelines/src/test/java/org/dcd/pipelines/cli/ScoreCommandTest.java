package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.TableWriter;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.features.Pixels;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.Gaussian;
import org.dcd.transforms.metric.StatisticsFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreCommandTest {
    private static final int N = 40;
    private static final int SIDE = 12;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void writeImages() throws IOException {
        images("clean", N, SIDE, BufferedImage.TYPE_BYTE_GRAY, 0);
        images("noisy", N, SIDE, BufferedImage.TYPE_BYTE_GRAY, 20);
        images("one", 1, SIDE, BufferedImage.TYPE_BYTE_GRAY, 0);
        images("small", N, 8, BufferedImage.TYPE_BYTE_GRAY, 0);
        images("colour", N, SIDE, BufferedImage.TYPE_3BYTE_BGR, 0);
        Files.createDirectory(folder.resolve("empty"));
        zip("noisy");
        table();
        Files.write(
                folder.resolve("features.onnx"),
                OnnxExport.features(new Pixels().network(new ImageShape(1, SIDE, SIDE), 0), Map.of(), Map.of()));
        Files.writeString(folder.resolve("text.onnx"), "no model");
    }

    private static int pixel(int image, int at, int noise) {
        int clean = 60 + (int) (60 * Math.sin(at * 0.05 * (image + 1))) + 2 * image;
        return Math.max(
                0,
                Math.min(
                        255, clean + (noise == 0 ? 0 : (int) (noise * new Random(at + 1000L * image).nextGaussian()))));
    }

    private static void images(String name, int n, int side, int type, int noise) throws IOException {
        Path into = Files.createDirectory(folder.resolve(name));
        for (int i = 0; i < n; i++) {
            BufferedImage image = new BufferedImage(side, side, type);
            for (int at = 0; at < side * side; at++) {
                int value = pixel(i, at, noise);
                for (int band = 0; band < image.getRaster().getNumBands(); band++) {
                    image.getRaster().setSample(at % side, at / side, band, value);
                }
            }
            ImageIO.write(
                    image, "png", into.resolve(String.format("%05d.png", i)).toFile());
        }
    }

    private static void zip(String name) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name + ".zip")));
                Stream<Path> files = Files.list(folder.resolve(name))) {
            for (Path file : files.sorted().toList()) {
                zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
                Files.copy(file, zip);
            }
        }
    }

    private static void table() throws IOException {
        TableWriter.write(Folder.at(folder.toString()), "noisy.parquet", Image.class, out -> {
            for (int i = 0; i < N; i++) {
                byte[] pixels = new byte[SIDE * SIDE];
                for (int at = 0; at < pixels.length; at++) {
                    pixels[at] = (byte) pixel(i, at, 20);
                }
                out.add(new Image((long) i, Origin.GENERATED, -1, 1, SIDE, SIDE, DataType.U8, ByteBuffer.wrap(pixels)));
            }
        });
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    private static JsonNode scores(String... more) throws IOException {
        String[] args =
                Stream.concat(Stream.of("score", "--json"), Stream.of(more)).toArray(String[]::new);
        TestCli done = TestCli.run(args);
        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isZero();
        return new ObjectMapper().readTree(done.out());
    }

    @Test
    void pairsAreMatchedByName() throws IOException {
        JsonNode scores = scores(at("noisy"), at("clean"), "--metrics", "psnr, ssim");
        double sum = 0;
        for (int i = 0; i < N; i++) {
            double squares = 0;
            for (int at = 0; at < SIDE * SIDE; at++) {
                squares += Math.pow(pixel(i, at, 20) - pixel(i, at, 0), 2);
            }
            sum += 10 * Math.log10(255 * 255 * SIDE * SIDE / squares);
        }

        assertThat(scores).hasSize(2);
        assertThat(scores.get(0).get("metric").asText()).isEqualTo("psnr");
        assertThat(scores.get(0).get("value").asDouble()).isCloseTo(sum / N, within(1e-5));
        assertThat(scores.get(1).get("value").asDouble()).isBetween(0.1, 0.99);
        assertThat(scores.get(1).get("contract").get("name").asText()).isEqualTo("ssim[values]");
        assertThat(scores.get(1).get("count").asInt()).isEqualTo(N);
    }

    /**
     * Sorted with their extensions, x.k.png precedes x.png, but x.jpg precedes x.k.jpg. The extension does not
     * determine the format.
     */
    @Test
    void pairsAreMatchedRegardlessOfExtensionOrderAndUnicodeForm() throws IOException {
        String[] names = {"x", "x.k", "caf\u00e9"};
        Path scored = Files.createDirectories(folder.resolve("pairs/scored"));
        Path clean = Files.createDirectories(folder.resolve("pairs/clean"));
        double sum = 0;
        for (int i = 0; i < names.length; i++) {
            String decomposed = Normalizer.normalize(names[i], Normalizer.Form.NFD);
            Path one = Files.copy(folder.resolve("noisy/0000" + i + ".png"), scored.resolve(names[i] + ".png"));
            Path other = Files.copy(folder.resolve("clean/0000" + i + ".png"), clean.resolve(decomposed + ".jpg"));
            Path alone = Files.createDirectories(folder.resolve("pairs/alone" + i));
            Path partner = Files.createDirectories(folder.resolve("pairs/partner" + i));
            Files.copy(one, alone.resolve("a.png"));
            Files.copy(other, partner.resolve("a.png"));
            sum += scores(alone.toString(), partner.toString(), "--metrics", "psnr")
                    .get(0)
                    .get("value")
                    .asDouble();
        }

        JsonNode both = scores(scored.toString(), clean.toString(), "--metrics", "psnr");

        assertThat(both.get(0).get("value").asDouble()).isCloseTo(sum / names.length, within(1e-9));
    }

    @Test
    void duplicateNamesAreRefusedOnlyForPairMetrics() throws IOException {
        Path twice = Files.createDirectories(folder.resolve("twice"));
        Files.copy(folder.resolve("noisy/00000.png"), twice.resolve("0.png"));
        Files.copy(folder.resolve("noisy/00001.png"), twice.resolve("0.jpg"));

        TestCli pairs = TestCli.run("score", twice.toString(), twice.toString(), "--metrics", "psnr");
        TestCli moments = TestCli.run("score", twice.toString(), twice.toString(), "--features", at("features.onnx"));

        assertThat(pairs.code()).isEqualTo(2);
        assertThat(pairs.err())
                .contains("pairs images by name, without the ending, but two of the images are named 0;");
        assertThat(moments.err()).doesNotContain("named 0");
        assertThat(moments.out()).contains(twice + ": 2 images\n");
    }

    @Test
    void foundAndSkippedFilesAreReportedAndLabelsAreNotRead() throws IOException {
        Path mixed = Files.createDirectories(folder.resolve("mixed/deep"));
        for (int i = 0; i < 3; i++) {
            Files.copy(folder.resolve("clean/0000" + i + ".png"), mixed.resolve(i + ".png"));
        }
        Files.copy(folder.resolve("clean/00003.png"), folder.resolve("mixed/3.png"));
        Files.writeString(folder.resolve("mixed/dataset.json"), "{broken");
        Files.writeString(folder.resolve("mixed/readme.txt"), "text");
        Files.createDirectories(folder.resolve("mixed/@eaDir"));
        String found = at("mixed") + ": 4 images in 2 folders; skipped 1 system folder (@eaDir), 1 .txt (readme.txt)\n";

        TestCli table = TestCli.run("score", at("mixed"), at("mixed"), "--features", at("features.onnx"));
        TestCli stats = TestCli.run("stats", at("mixed"), "--features", at("features.onnx"), "-o", at("mixed.npz"));
        JsonNode json = scores(at("mixed"), at("clean"), "--features", at("features.onnx"));

        assertThat(table.code()).isZero();
        assertThat(table.out()).contains(found, "against " + found);
        assertThat(stats.out()).contains(found);
        JsonNode images = json.get(0).get("images");
        assertThat(images.get("count").asInt()).isEqualTo(4);
        assertThat(images.get("skipped")).hasSize(2);
        assertThat(images.get("skipped").get(1).get("name").asText()).isEqualTo(".txt");
        assertThat(json.get(0).get("reference").get("skipped")).isEmpty();
    }

    @Test
    void foldersZipsAndTablesOfTheSameImagesHaveTheSameScore() throws IOException {
        String[] metrics = {
            "--features",
            at("features.onnx"),
            "--metrics",
            "fd,{type: kd, subsets: 3, subset-size: 20}," + "precision-recall,{type: wasserstein}"
        };
        JsonNode[] scores = new JsonNode[3];
        String[] sets = {"noisy", "noisy.zip", "noisy.parquet"};
        for (int i = 0; i < sets.length; i++) {
            scores[i] = scores(Stream.concat(Stream.of(at(sets[i]), at("clean")), Stream.of(metrics))
                    .toArray(String[]::new));
            for (JsonNode score : scores[i]) {
                assertThat(((ObjectNode) score).remove("images").get("path").asText())
                        .isEqualTo(at(sets[i]));
            }
        }

        assertThat(scores[0]).hasSize(5).isEqualTo(scores[1]).isEqualTo(scores[2]);
        assertThat(scores[0].get(0).get("value").asDouble()).isPositive();
        assertThat(scores[0].get(0).get("contract").get("extractor-sha256").asText())
                .matches("[0-9a-f]{64}");
    }

    private static String statistics(String set) {
        TestCli done = TestCli.run(
                "stats", at(set), "--features", at("features.onnx"), "-o", at("statistics/" + set + ".npz"));
        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isZero();
        assertThat(done.out()).contains("144 features of 40 images").containsPattern("SHA-256 [0-9a-f]{64}");
        return at("statistics/" + set + ".npz");
    }

    /** Either side, or both, may be a file of statistics. */
    @Test
    void statisticsGiveTheSameScoreAsTheirImages() throws IOException {
        String noisy = statistics("noisy");
        String clean = statistics("clean");
        String[] features = {"--features", at("features.onnx")};

        JsonNode images = scores(at("noisy"), at("clean"), features[0], features[1]);
        JsonNode reference = scores(at("noisy"), clean, features[0], features[1]);
        JsonNode scored = scores(noisy, at("clean"), features[0], features[1]);
        JsonNode both = scores(noisy, clean);

        double distance = images.get(0).get("value").asDouble();
        assertThat(distance).isPositive();
        for (JsonNode other : List.of(reference, scored, both)) {
            assertThat(other).hasSize(1);
            assertThat(other.get(0).get("value").asDouble()).isEqualTo(distance);
        }
        JsonNode contract = reference.get(0).get("contract");
        assertThat(contract.get("reference").asText()).matches("file [0-9a-f]{64}");
        assertThat(contract.get("extractor-sha256"))
                .isEqualTo(images.get(0).get("contract").get("extractor-sha256"));
        assertThat(reference.get(0).get("count").asInt()).isEqualTo(N);
        assertThat(both.get(0).get("count").isNull()).isTrue();
        assertThat(both.get(0).get("contract").get("extractor").asText()).isEqualTo("unknown");
        assertThat(TestCli.run("score", noisy, clean).out()).contains(noisy + ": statistics\n", "fd[statistics]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "score @noisy @s.npz --metrics fd | statistics are compared with images, which needs the extractor",
                "score @s.npz @noisy --metrics kd --features @features.onnx | kd compares more than means and"
                        + " covariances",
                "score @s.npz @noisy --metrics psnr --features @features.onnx | psnr compares more than means",
                "score @s.npz @s.npz --metrics proximal-fd | needs the corruption of the images",
                "score @s.npz @s.npz --features @features.onnx | both sides are files of statistics",
                "score @small @s.npz --features @features.onnx | takes images of 1x12x12, these are 1x8x8",
                "score @one @s.npz --features @features.onnx | a covariance needs at least 2 images, was 1",
                "score @noisy @none.npz --features @features.onnx | none.npz is not a file; use a file",
                "score @noisy @noisy.npz --features @features.onnx | noisy.npz has no array 'mu', but [00000.png",
                "score @noisy @other.npz --features @features.onnx | other.npz is of 2 features, but",
                "score @s.npz @other.npz | the statistics are of 144 and 2 features",
                "stats @noisy -o @out.npz | images need a feature extractor; give --features",
                "stats @noisy --features @features.onnx -o @out.txt | out.txt must end in .npz",
                "stats @one --features @features.onnx -o @out.npz | a covariance needs at least 2 images, was 1",
            })
    void statisticsThatDoNotFitAreWrongInput(String command, String message) throws IOException {
        Files.copy(folder.resolve("noisy.zip"), folder.resolve("noisy.npz"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(Path.of(statistics("clean")), folder.resolve("s.npz"), StandardCopyOption.REPLACE_EXISTING);
        try (OutputStream out = Files.newOutputStream(folder.resolve("other.npz"))) {
            StatisticsFile.write(new Gaussian(new double[2], new double[] {1, 0, 0, 1}), out);
        }

        TestCli done = TestCli.run(Stream.of(command.split(" "))
                .map(word -> word.startsWith("@") ? at(word.substring(1)) : word)
                .toArray(String[]::new));

        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains(message).doesNotContain("\tat ");
        assertThat(folder.resolve("out.npz")).doesNotExist();
    }

    @Test
    void aSetHasNoDistanceToItself() {
        TestCli done = TestCli.run("score", at("clean"), at("clean"), "--features", at("features.onnx"));

        assertThat(done.code()).isZero();
        assertThat(done.out())
                .contains(at("clean") + ": 40 images\n", "against " + at("clean") + ": 40 images\n")
                .containsPattern("fd +[0-9.e-]+ +– +fd\\[features-[0-9a-f]{8}]");
    }

    /** JSON has no infinity. The field is a number that parsers of doubles read as infinity. */
    @Test
    void equalImagesHaveAnInfiniteRatioInTextAndInJson() throws IOException {
        JsonNode score = scores(at("clean"), at("clean"), "--metrics", "psnr").get(0);
        TestCli text = TestCli.run("score", at("clean"), at("clean"), "--metrics", "psnr,ssim");
        TestCli json = TestCli.run("score", at("clean"), at("clean"), "--metrics", "psnr", "--json");

        assertThat(score.get("value").isNumber()).isTrue();
        assertThat(score.get("value").asDouble()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(score.get("deviation").isNull()).isTrue();
        assertThat(json.out()).contains("\"value\" : 1e999,");
        assertThat(text.out()).containsPattern("psnr ↑ +∞ +– +psnr").containsPattern("ssim ↑ +1\\.000 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "noisy | none | psnr | none does not exist; give a folder or zip",
                "noisy | empty | psnr | empty contains no .png, .jpg, .jpeg, .jfif or .jpe files",
                "noisy | small | psnr | the images are 1x12x12 (channels x height x width), those of the reference"
                        + " 1x8x8",
                "noisy | colour | psnr | those of the reference 3x12x12",
                "noisy | one | psnr | psnr pairs images by name, but the reference images lack 00001 and 38 more;"
                        + " give both",
                "noisy.parquet | clean | psnr | the reference images lack 0 and 39 more",
                "small | small | ssim | ssim needs images of at least 11x11",
                "noisy | clean | fid | unknown type 'fid'; did you mean fd?",
                "noisy | clean | fd | compares features, but there is no extractor; give one",
                "noisy | clean | [ | --metrics",
            })
    void imagesThatDoNotFitAreWrongInput(String images, String reference, String metrics, String message) {
        TestCli done = TestCli.run("score", at(images), at(reference), "--metrics", metrics);

        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains(message).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one | clean | fd | features.onnx | fd compares covariances, which need at least 2 images of either set",
                "noisy | clean | proximal-fd | features.onnx | needs the corruption of the images",
                "noisy | clean | classifier-score | features.onnx | features.onnx has no logits",
                "noisy | clean | kd | features.onnx | kd.subset-size must be at most the number of images, 40",
                "small | small | fd | features.onnx | takes images of 1x12x12, these are 1x8x8",
                "noisy | clean | fd | text.onnx | text.onnx",
                "noisy | clean | fd | none.onnx | none.onnx is not a file; use the features.onnx",
            })
    void anExtractorThatDoesNotFitIsWrongInput(
            String images, String reference, String metrics, String features, String message) {
        TestCli done =
                TestCli.run("score", at(images), at(reference), "--metrics", metrics, "--features", at(features));

        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains(message).doesNotContain("\tat ");
    }
}
