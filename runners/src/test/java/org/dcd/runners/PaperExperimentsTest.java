package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The experiments of the paper are complete except for their data. */
class PaperExperimentsTest {
    static final Path FOLDER = Path.of("..", "experiments", "paper");

    private static final int CIFAR_RECORD = 1 + 3 * 32 * 32;
    /** With those of the other batches more than are held out. */
    private static final int CIFAR_BATCH = 80;

    private static final int IMAGES_OF_A_CLASS = 75;
    private static final int SLICES = 8;
    private static final Pattern EXPERIMENT = Pattern.compile("(?m)^experiment: (.*)$");

    @TempDir
    private static Path without;

    @TempDir
    private static Path with;

    @BeforeAll
    static void copy() throws IOException {
        for (Path folder : List.of(without, with)) {
            Files.createDirectory(folder.resolve("data"));
            Files.copy(FOLDER.resolve("data/README.md"), folder.resolve("data/README.md"));
            for (Path file : experiments().toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path data = with.resolve("data");
        Path cifar = Files.createDirectory(data.resolve("cifar10"));
        for (int batch = 1; batch <= 5; batch++) {
            Files.write(cifar.resolve("data_batch_" + batch + ".bin"), new byte[CIFAR_BATCH * CIFAR_RECORD]);
        }
        writeImages(data.resolve("celebahq"), "serious", "smiling");
        writeImages(data.resolve("ffhq"), "serious", "smiling");
        writeImages(data.resolve("afhqv2"), "cat", "dog", "wild");
        writeSlices(Files.createDirectory(data.resolve("fastmri")));
    }

    /** Complex images as numpy.save writes them: 1 + i inside a square, whose place differs. */
    private static void writeSlices(Path folder) throws IOException {
        String header = "{'descr': '<c8', 'fortran_order': False, 'shape': (384, 384), }";
        for (int slice = 0; slice < SLICES; slice++) {
            ByteBuffer file = ByteBuffer.allocate(10 + header.length() + 2 * Float.BYTES * 384 * 384)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put((byte) 0x93)
                    .put("NUMPY\u0001\u0000".getBytes(StandardCharsets.US_ASCII))
                    .putShort((short) header.length())
                    .put(header.getBytes(StandardCharsets.US_ASCII));
            for (int at = 0; at < 384 * 384; at++) {
                boolean inside = Math.abs(at / 384 - 192) < 4 && Math.abs(at % 384 - 188 - slice) < 4;
                file.putFloat(inside ? 0.5f : 0).putFloat(inside ? 0.5f : 0);
            }
            Files.write(folder.resolve("slice-" + slice + ".npy"), file.array());
        }
    }

    /** Larger than they will be used, as those of the real sets are. */
    private static void writeImages(Path folder, String... classes) throws IOException {
        BufferedImage image = new BufferedImage(80, 80, BufferedImage.TYPE_INT_RGB);
        for (String name : classes) {
            Path images = Files.createDirectories(folder.resolve(name));
            for (int i = 0; i < IMAGES_OF_A_CLASS; i++) {
                ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
            }
        }
    }

    static Stream<Path> experiments() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void withoutDataAnExperimentIsRefusedWithPathAndSource(Path experiment) {
        Console planned = plan(without.resolve(experiment.getFileName()));

        assertThat(planned.code()).isEqualTo(2);
        assertThat(planned.out()).isEmpty();
        assertThat(planned.err())
                .containsPattern("dataset\\.path \\S+data/(cifar10|celebahq|ffhq|afhqv2|fastmri) does not exist")
                .contains(without.resolve("data/README.md") + " says where to get it");
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void withDataOfTheRightShapeAnExperimentIsPlanned(Path experiment) {
        Console planned = plan(with.resolve(experiment.getFileName()));

        assertThat(planned.err()).isEmpty();
        assertThat(planned.code()).isZero();
        assertThat(planned.out()).contains("teacher", "report", "0 of ", "would run");
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void anExperimentIsNamedAsItsFile(Path experiment) throws IOException {
        Matcher name = EXPERIMENT.matcher(Files.readString(experiment));

        assertThat(name.find()).isTrue();
        assertThat(experiment.getFileName())
                .hasToString(name.group(1).replaceFirst("-(\\d)-(\\d+)$", "-$1.$2") + ".yaml");
    }

    /** A teacher is trained once for all experiments with the same setting. */
    @Test
    void experimentsThatDifferOnlyInDistillationShareTheirTeacher() {
        assertThat(teacher("table-14-dmd-0.2.yaml"))
                .isEqualTo(teacher("table-02-cifar10.yaml"))
                .isEqualTo(teacher("figure-03-random-start.yaml"))
                .isNotEqualTo(teacher("table-08-0.15.yaml"));
    }

    /** Complex images that are not square, from files to the report. */
    @Test
    void anMriExperimentRunsToTheReport() {
        List<String> command = new ArrayList<>(List.of(
                "run",
                "--store",
                with.resolve("store").toString(),
                with.resolve("table-06-2.yaml").toString()));
        for (String setting : List.of(
                "dataset.crop=[16, 12]",
                "corruption.operator.centre-lines=2",
                "teacher.network={type: song-unet, channels: 16, multipliers: [1, 1], blocks: 1, attention: []}",
                "teacher.training={kimg: 0.064, batch: 32}",
                "teacher.sampler={steps: 2}",
                "distillation.training={kimg: 0.064, batch: 32, select-samples: 8}",
                "scoring.samples=8")) {
            command.addAll(List.of("--set", setting));
        }

        Console made = Console.run(command.toArray(String[]::new));

        assertThat(made.err()).isEmpty();
        assertThat(made.code()).isZero();
        assertThat(made.out()).containsPattern("generator +[0-9.]+ +[0-9.]+").containsPattern("observation +[0-9.]+");
    }

    private static String teacher(String file) {
        Matcher key = Pattern.compile("(?m)^ *teacher +(\\S+)")
                .matcher(plan(with.resolve(file)).out());
        assertThat(key.find()).isTrue();
        return key.group(1);
    }

    private static Console plan(Path experiment) {
        return Console.runWithoutPipelines(
                "plan", "--store", with.resolve("store").toString(), experiment.toString());
    }
}
