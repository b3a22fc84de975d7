package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.report.Png;
import org.dcd.transforms.image.ImageShape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inputs that {@code dcd restore} refuses, and restorers that need no trained model. */
class RestoreCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(folder.resolve("images"), "as TinySource has them");
        TestCli.experiment(folder, TestCli.EXPERIMENT);
        images("noisy", 16, 3);
        images("large", 20, 3);
        images("twice", 16, 3);
        Files.copy(folder.resolve("twice/n1.png"), folder.resolve("twice/n0.jpg"));
        Files.writeString(folder.resolve("noisy/dataset.json"), "not labels");
        Files.writeString(folder.resolve("noisy/readme.txt"), "text");
        Files.writeString(Files.createDirectory(folder.resolve("full")).resolve("a.txt"), "here");
    }

    private void images(String name, int side, int count) throws IOException {
        Path into = Files.createDirectory(folder.resolve(name));
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[side * side];
            for (int k = 0; k < pixels.length; k++) {
                pixels[k] = (byte) (40 * i + k);
            }
            Files.write(into.resolve("n" + i + ".png"), Png.image(pixels, new ImageShape(1, side, side)));
        }
    }

    private TestCli restore(String measurements, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "restore",
                folder.resolve(measurements).toString(),
                "--experiment",
                folder.resolve("tiny.yaml").toString(),
                "--store",
                folder.resolve("store").toString()));
        for (String word : more) {
            all.add(word.replace("DIR", folder.toString()));
        }
        return TestCli.run(all.toArray(String[]::new));
    }

    /** A⁺ of the identity returns its input, pixel by pixel. */
    @Test
    void thePseudoInverseOfTheIdentityReturnsTheImage() throws IOException {
        TestCli done = restore(
                "noisy", "--method", "pseudo-inverse", "-o", "DIR/out", "--reference", folder.resolve("noisy") + "");

        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isZero();
        assertThat(done.out())
                .contains(
                        folder.resolve("noisy") + ": 3 images; skipped 1 .txt (readme.txt)\n",
                        "against " + folder.resolve("noisy") + ": 3 images; skipped 1 .txt (readme.txt)\n",
                        "3 images of 1x16x16 by pseudo-inverse",
                        "measurements",
                        "psnr ↑",
                        "ssim ↑");
        for (int i = 0; i < 3; i++) {
            File out = folder.resolve("out/n" + i + ".png").toFile();
            BufferedImage before =
                    ImageIO.read(folder.resolve("noisy/n" + i + ".png").toFile());
            BufferedImage after = ImageIO.read(out);
            for (int k = 0; k < 256; k++) {
                assertThat(after.getRaster().getSample(k % 16, k / 16, 0))
                        .isEqualTo(before.getRaster().getSample(k % 16, k / 16, 0));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nowhere | -o DIR/out | nowhere does not exist; give a folder or zip",
                "nowhere.parquet | -o DIR/out | nowhere.parquet does not exist",
                "large | -o DIR/out | contains images of 1x20x20 (channels x height x width), but measurements are"
                        + " 1x16x16",
                "noisy | -o DIR/full | is not empty; give another folder",
                "noisy | -o DIR/images | is a file; give a folder",
                "noisy | -o DIR/out | its stage distil is not in the store",
                "noisy | -o DIR/out;--method;dps | its stage teacher is not in the store",
                "noisy | -o DIR/out;--method;dbs | unknown type 'dbs'; did you mean dps?",
                "noisy | -o DIR/out;--steps;0 | --steps: steps: must be in [1, 1000000], was 0",
                "noisy | -o DIR/out;--method;pseudo-inverse;--steps;5 | --steps: steps: unknown key",
                "noisy | -o DIR/out;--method;noise2self;--noise;none | noise2self removes noise, but the measurements have none",
                "noisy | -o DIR/out;--operator;{type: random-mask, p: 0.5} | give a table of measurements",
                "noisy | -o DIR/out;--operator;{type: downsample, factor: 3} | must be multiples of downsample.factor",
                "noisy | -o DIR/out;--method;pseudo-inverse;--reference;DIR/large | --reference",
                "noisy | -o DIR/out;--method;pseudo-inverse;--reference;DIR/twice | twice contains two images named n0"
                        + " with",
                "twice | -o DIR/out;--method;pseudo-inverse | contains two images named n0 with different"
                        + " extensions, which",
                "noisy | -o DIR/out;--method;pseudo-inverse;--reference;DIR/noisy;--metrics;fd | choose psnr, ssim or"
                        + " lpips",
            })
    void wrongInputIsRefusedBeforeAnyWork(String measurements, String options, String message) {
        TestCli wrong = restore(measurements, options.replaceFirst(" ", ";").split(";"));

        assertThat(wrong.err()).contains(message).doesNotContain("\tat ");
        assertThat(wrong.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(folder.resolve("out")).doesNotExist();
    }
}
