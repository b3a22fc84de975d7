package org.dcd.transforms.data.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.files.npy.Npy;
import org.dcd.transforms.image.TensorData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyDatasetTest {
    private static final List<Integer> WHOLE = List.of();

    @TempDir
    Path folder;

    @Test
    void complexPartsBecomeChannelsAndTheCentreIsCropped() throws IOException {
        // [3, 4]: real parts 0, 1, 2, …, imaginary parts their negatives
        float[] parts = new float[24];
        for (int i = 0; i < 12; i++) {
            parts[2 * i] = i;
            parts[2 * i + 1] = -i;
        }
        write("b.npy", "<c8", "(3, 4)", parts);
        write("a.npy", "<c8", "(3, 4)", new float[24]);

        NpyDataset source = new NpyDataset(folder, List.of(1, 2), 0.5, 0, 1);

        assertThat(source.summarise()).isEqualTo(new DatasetSource.Summary(2, 2, 1, 2, 0, DataType.F32));
        assertThat(read(source)).containsExactly(new float[4], new float[] {2.5f, 3, -2.5f, -3});
    }

    @Test
    void readsAFileOfSeveralImages() throws IOException {
        float[] values = {0, 1, 2, 3, 4, 5, 6, 7};
        write("a.npy", "<f4", "(2, 2, 1, 2)", values);
        NpyDataset images = new NpyDataset(folder.resolve("a.npy"), WHOLE, 1, 0, 1);
        assertThat(images.summarise()).isEqualTo(new DatasetSource.Summary(2, 2, 1, 2, 0, DataType.F32));
        assertThat(read(images)).containsExactly(new float[] {0, 1, 2, 3}, new float[] {4, 5, 6, 7});

        write("b.npy", "<f4", "(4, 1, 2)", values);
        NpyDataset grey = new NpyDataset(folder.resolve("b.npy"), WHOLE, 1, 0, 1);
        assertThat(grey.summarise()).isEqualTo(new DatasetSource.Summary(4, 1, 1, 2, 0, DataType.F32));
        assertThat(read(grey)).hasSize(4).endsWith(new float[] {6, 7});
    }

    @Test
    void readsFilesInOrderOfNameAndSkipsOthers() throws IOException {
        write("10.npy", "<f4", "(1, 1)", 2);
        write("09.NPY", "<f4", "(1, 1)", 1);
        write(".hidden.npy", "<f4", "(1, 1)", 9);
        Files.writeString(folder.resolve("README.md"), "no array");
        Files.createDirectories(folder.resolve("deep/lost+found"));
        NpyDataset source = new NpyDataset(folder, WHOLE, 1, 0, 1);
        assertThat(read(source)).containsExactly(new float[] {1}, new float[] {2});
        assertThat(source.summarise().describe())
                .isEqualTo(
                        "2 images, no labels; skipped 1 folder (deep), 1 hidden file (.hidden.npy), 1 .md (README.md)");

        Files.createSymbolicLink(folder.resolve("11.npy"), folder.resolve("gone"));
        assertThatThrownBy(source::summarise)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(folder.resolve("11.npy") + " is a link to " + folder.resolve("gone"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "<f4; (2,); has shape [2], expected [height, width] or [channels, height, width]",
                "<f4; (1, 1, 1, 2); has shape [1, 1, 1, 2]",
                "<c8; (1, 1, 1); has shape [1, 1, 1] (complex), expected [height, width] with",
                "<f4; (2, 0); has 8 bytes of elements, which does not match shape [2, 0]",
                "<f4; (1, 3); has 8 bytes of elements, which does not match shape [1, 3] and type float32",
                "<u1; (2, 4); has elements of type <u1, neither floats (<f4, <f8) nor complex (<c8, <c16)",
                "|O; (1, 1); contains pickled Python objects, which are never read",
                "<f4; (1, 2); is 1x1x2 (channels x height x width), but",
            })
    void rejectsOtherArraysWithTheFileName(String type, String shape, String problem) throws IOException {
        write("a.npy", "<f4", "(2, 1)", 0, 0);
        write("b.npy", type, shape, 1, 2);
        NpyDataset source = new NpyDataset(folder, WHOLE, 1, 0, 1);
        assertThatThrownBy(source::summarise)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(folder.resolve("b.npy").toString())
                .hasMessageContaining(problem)
                .hasMessageContaining(";");
        assertThatThrownBy(() -> read(source)).isInstanceOf(BadInputException.class);
    }

    @Test
    void rejectsEmptyDimensions() throws IOException {
        write("a.npy", "<f4", "(0, 999999999, 999999999)");
        assertThatThrownBy(new NpyDataset(folder, WHOLE, 1, 0, 1)::summarise)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("[0, 999999999, 999999999]");
    }

    @Test
    void rejectsValuesThatAreNotFiniteBeforeOrAfterScaling() throws IOException {
        write("a.npy", "<f4", "(1, 2)", 1, Float.NaN);
        assertThatThrownBy(() -> read(new NpyDataset(folder, WHOLE, 1, 0, 1)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a.npy: element 1 is NaN");
        write("a.npy", "<f4", "(1, 2)", 1, 1e35f);
        assertThatThrownBy(() -> read(new NpyDataset(folder, WHOLE, 1e9, 0, 1)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("element 1 is Infinity; lower scale");
    }

    @Test
    void rejectsSettingsOutOfRange() throws IOException {
        write("a.npy", "<f4", "(1, 2)", 1, 2);
        assertThatThrownBy(() -> new NpyDataset(folder, List.of(3), 1, 0, 1)).hasMessageContaining("[3]");
        assertThatThrownBy(() -> new NpyDataset(folder, List.of(0, 1), 1, 0, 1)).hasMessageContaining("[0, 1]");
        assertThatThrownBy(() -> new NpyDataset(folder, WHOLE, 0, 0, 1)).hasMessageContaining("npy.scale");
        assertThatThrownBy(new NpyDataset(folder, List.of(2, 2), 1, 0, 1)::summarise)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("smaller than crop [2, 2]");
    }

    @Test
    void damagedFilesAreBadInputOrHarmless() throws IOException {
        byte[] whole = Npy.file(Npy.header("<f4", "(1, 2)"), Npy.floats(ByteOrder.LITTLE_ENDIAN, 1, 2));
        Random random = new Random(2);
        NpyDataset source = new NpyDataset(folder, WHOLE, 1, 0, 1);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged =
                    random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int k = random.nextInt(3); k >= 0 && damaged.length > 0; k--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Files.write(folder.resolve("a.npy"), damaged);
            try {
                assertThat(read(source).get(0)).hasSizeLessThanOrEqualTo(2);
            } catch (BadInputException e) {
                assertThat(e).hasMessageContaining("a.npy");
            }
        }
    }

    private void write(String name, String type, String shape, float... numbers) throws IOException {
        Files.write(
                folder.resolve(name), Npy.file(Npy.header(type, shape), Npy.floats(ByteOrder.LITTLE_ENDIAN, numbers)));
    }

    private static List<float[]> read(DatasetSource source) throws IOException {
        List<float[]> images = new ArrayList<>();
        source.read(image -> images.add(values(image)));
        return images;
    }

    private static float[] values(Image image) {
        float[] values = new float[image.getChannels() * image.getHeight() * image.getWidth()];
        TensorData.decode(image.getDataType(), image.getData(), values.length, values, 0);
        return values;
    }
}
