package org.dcd.transforms.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.data.arrays.NpyDataset;
import org.dcd.transforms.data.cifar.Cifar10Dataset;
import org.dcd.transforms.data.cifar.CifarBytes;
import org.dcd.transforms.data.folder.ImageFolderDataset;
import org.dcd.transforms.data.folder.Pictures;
import org.dcd.transforms.files.npy.Npy;
import org.dcd.transforms.registry.Registry;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contract of every registered data set format with files. A new format adds an example of its files to
 * {@link #FORMATS}.
 */
class DatasetSourceContractTest {
    /** Writes at least two images into an empty folder and returns the data set with the given settings. */
    interface Example {
        DatasetSource write(Path folder, int pad, int downsample) throws IOException;
    }

    /** Float formats have neither padding nor downsampling. */
    static final Map<String, Example> FORMATS = Map.of(
            "npy",
            (folder, pad, downsample) -> {
                byte[] numbers = Npy.floats(ByteOrder.LITTLE_ENDIAN, new float[48]);
                Files.write(folder.resolve("a.npy"), Npy.file(Npy.header("<f4", "(2, 4, 6)"), numbers));
                Files.write(folder.resolve("b.npy"), Npy.file(Npy.header("<f4", "(2, 4, 6)"), numbers));
                return new NpyDataset(folder, List.of(), 1, 1, 0.5);
            },
            "idx",
            (folder, pad, downsample) -> {
                Files.write(folder.resolve("images-idx3-ubyte"), IdxBytes.images(3, 4));
                return new IdxDataset(folder, pad, downsample, 1, 0.5);
            },
            "cifar10",
            (folder, pad, downsample) -> {
                byte[] batch = CifarBytes.binary(new byte[] {1, 2}, new byte[2 * 3072]);
                Files.write(folder.resolve("test_batch.bin"), batch);
                return new Cifar10Dataset(folder, Cifar10Dataset.Split.TEST, pad, downsample, 1, 0.5);
            },
            "image-folder",
            (folder, pad, downsample) -> {
                Files.write(folder.resolve("a.png"), Pictures.png(3, 4, 6, 1));
                Files.write(folder.resolve("b.png"), Pictures.png(3, 4, 6, 2));
                return new ImageFolderDataset(folder, 0, pad, downsample, 1, 0.5);
            });

    @TempDir
    Path folder;

    static Set<String> formats() {
        return Registry.members(DatasetSource.class).entrySet().stream()
                .filter(member -> Arrays.stream(member.getValue().getRecordComponents())
                        .anyMatch(component -> component.getType() == Path.class))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    static Set<String> pixelFormats() {
        return formats().stream()
                .filter(format -> Arrays.stream(Registry.members(DatasetSource.class)
                                .get(format)
                                .getRecordComponents())
                        .anyMatch(component -> component.getName().equals("downsample")))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void theSummaryMatchesTheImages(String format) throws IOException {
        DatasetSource source = example(format).write(folder, 1, 2);
        DatasetSource.Summary summary = source.summarise();
        List<Image> images = read(source);
        assertThat(images).hasSize(Math.toIntExact(summary.count()));
        long id = 0;
        for (Image image : images) {
            assertThat(image.getId()).isEqualTo(id++);
            assertThat(image.getOrigin()).isEqualTo(Origin.CLEAN);
            assertThat(image.getDataType()).isEqualTo(summary.dataType());
            assertThat(List.of(image.getChannels(), image.getHeight(), image.getWidth()))
                    .containsExactly(summary.channels(), summary.height(), summary.width());
            assertThat(image.getData().remaining())
                    .isEqualTo(summary.channels()
                            * summary.height()
                            * summary.width()
                            * (summary.dataType() == DataType.U8 ? 1 : Float.BYTES));
            assertThat(image.getLabel()).isBetween(-1, summary.classes() - 1);
        }
    }

    @ParameterizedTest
    @MethodSource("pixelFormats")
    void paddingAddsZerosOnAllSides(String format) throws IOException {
        DatasetSource plain = example(format).write(folder, 0, 1);
        DatasetSource padded = example(format).write(folder, 1, 1);
        Image inner = read(plain).get(1);
        Image framed = read(padded).get(1);
        int width = framed.getWidth();
        ByteBuffer cut = ByteBuffer.allocate(inner.getData().remaining());
        int sum = 0;
        for (int i = 0; i < framed.getData().remaining(); i++) {
            int row = i / width % framed.getHeight();
            int column = i % width;
            boolean frame = row == 0 || column == 0 || row == framed.getHeight() - 1 || column == width - 1;
            if (frame) {
                sum += framed.getData().get(i);
            } else {
                cut.put(framed.getData().get(i));
            }
        }
        assertThat(sum).isZero();
        assertThat(cut.flip()).isEqualTo(inner.getData());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void settingsHaveTheirDefaultsAndSurviveSerialisation(String format) throws Exception {
        DatasetSource source = example(format).write(folder, 2, 2);
        assertThat(Examples.sent(source)).isEqualTo(source);
        assertThat(source.heldOut()).isEqualTo(1);
        assertThat(source.subset()).isEqualTo(0.5);
        assertThat(Arrays.stream(source.getClass().getRecordComponents()).map(RecordComponent::getName))
                .contains("path", "heldOut", "subset");
    }

    @ParameterizedTest
    @MethodSource("pixelFormats")
    void rejectsDownsamplingThatDoesNotDivideTheSides(String format) throws IOException {
        DatasetSource source = example(format).write(folder, 0, 5);
        assertThatThrownBy(source::summarise)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not a multiple of downsample 5");
        assertThatThrownBy(() -> read(source)).isInstanceOf(BadInputException.class);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void missingFilesAreNamedWithTheRemedy(String format) throws IOException {
        DatasetSource source = example(format).write(Files.createDirectory(folder.resolve("x")), 0, 1);
        Files.move(folder.resolve("x"), folder.resolve("y"));
        assertThatThrownBy(source::files)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(folder.resolve("x") + " does not exist")
                .hasMessageContaining("give the path of");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void theHashChangesWithTheContents(String format) throws IOException {
        DatasetSource source = example(format).write(folder, 0, 1);
        String before = SourceHash.sha256(source);
        Path file = source.files().get(0);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        assertThat(SourceHash.sha256(source)).isNotEqualTo(before);
    }

    private static Example example(String format) {
        assertThat(FORMATS).as("an example of format " + format).containsKey(format);
        return FORMATS.get(format);
    }

    private static List<Image> read(DatasetSource source) throws IOException {
        List<Image> images = new ArrayList<>();
        source.read(images::add);
        return images;
    }
}
