package org.dcd.transforms.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Image;
import org.dcd.transforms.registry.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxDatasetTest {
    private static final byte[] PIXELS = {
        1, 2, 3, 4, 5, 6, (byte) 250, (byte) 251, (byte) 252, (byte) 253, (byte) 254, -1
    };

    @TempDir
    Path folder;

    @Test
    void givesPixelsRowMajorWithIdsAndLabelsInOrder() throws IOException {
        write("a-images-idx3-ubyte", IdxBytes.images(2, 2, 3, PIXELS));
        write("a-labels-idx1-ubyte", IdxBytes.labels(7, 0));
        List<Image> images = read(new IdxDataset(folder, 0, 1, 0));
        assertThat(images).extracting(Image::getId).containsExactly(0L, 1L);
        assertThat(images).extracting(Image::getLabel).containsExactly(7, 0);
        assertThat(images.get(1).getData()).isEqualTo(ByteBuffer.wrap(PIXELS, 6, 6));
        assertThat(images.get(1).getHeight()).isEqualTo(2);
        assertThat(images.get(1).getWidth()).isEqualTo(3);
    }

    @Test
    void theSummaryMatchesTheImages() throws IOException {
        write("images-idx3-ubyte", IdxBytes.images(5, 6));
        write("labels-idx1-ubyte", IdxBytes.labels(0, 3, 1, 3, 2));
        IdxDataset dataset = new IdxDataset(folder, 1, 2, 2);
        assertThat(dataset.summarise()).isEqualTo(new DatasetSource.Summary(5, 1, 4, 4, 4));
        assertThat(read(dataset)).hasSize(5).allSatisfy(image -> {
            assertThat(image.getHeight()).isEqualTo(4);
            assertThat(image.getWidth()).isEqualTo(4);
            assertThat(image.getData().remaining()).isEqualTo(16);
        });
    }

    @Test
    void countsOtherFilesInTheFolder() throws IOException {
        write("train-images-idx3-ubyte", IdxBytes.images(5, 6));
        write("train-labels-idx1-ubyte", IdxBytes.labels(0, 3, 1, 3, 2));
        write("t10k-images-idx3-ubyte", IdxBytes.images(5, 6));
        write("notes.txt", new byte[1]);
        assertThat(new IdxDataset(folder, 1, 2, 2).summarise().describe())
                .isEqualTo(
                        "5 images, 4 classes; skipped 1 file without extension (t10k-images-idx3-ubyte), 1 .txt (notes.txt)");
    }

    @Test
    void padsWithZerosOnEverySide() throws IOException {
        Path file = write("images-idx3-ubyte", IdxBytes.images(1, 1, 2, new byte[] {9, 8}));
        byte[] expected = {0, 0, 0, 0, 0, 9, 8, 0, 0, 0, 0, 0};
        assertThat(read(new IdxDataset(file, 1, 1, 0)).get(0).getData()).isEqualTo(ByteBuffer.wrap(expected));
    }

    @Test
    void averagesSquaresAndRoundsHalvesUp() throws IOException {
        byte[] pixels = {0, 1, (byte) 255, (byte) 255, 0, 1, (byte) 255, (byte) 254};
        Path file = write("images-idx3-ubyte", IdxBytes.images(1, 2, 4, pixels));
        byte[] expected = {1, (byte) 255};
        assertThat(read(new IdxDataset(file, 0, 2, 0)).get(0).getData()).isEqualTo(ByteBuffer.wrap(expected));
    }

    @Test
    void averagesIncludePadding() throws IOException {
        Path file = write("images-idx3-ubyte", IdxBytes.images(1, 2, 2, new byte[] {40, 80, 120, (byte) 160}));
        byte[] expected = {10, 20, 30, 40};
        assertThat(read(new IdxDataset(file, 1, 2, 0)).get(0).getData()).isEqualTo(ByteBuffer.wrap(expected));
    }

    @Test
    void imagesWithoutLabelsHaveNoClasses() throws IOException {
        Path file = write("images-idx3-ubyte", IdxBytes.images(3, 4));
        IdxDataset dataset = new IdxDataset(file, 0, 1, 0);
        assertThat(dataset.summarise().classes()).isZero();
        assertThat(read(dataset)).extracting(Image::getLabel).containsOnly(-1);
        assertThat(dataset.files()).containsExactly(file);
    }

    @Test
    void compressedFilesGiveTheSame() throws IOException {
        Path plain = Files.createDirectory(folder.resolve("plain"));
        Path compressed = Files.createDirectory(folder.resolve("compressed"));
        Files.write(plain.resolve("t10k-images-idx3-ubyte"), IdxBytes.images(4, 5));
        Files.write(plain.resolve("t10k-labels-idx1-ubyte"), IdxBytes.labels(1, 2, 3, 4));
        Files.write(compressed.resolve("t10k-images-idx3-ubyte.gz"), IdxBytes.gzip(IdxBytes.images(4, 5)));
        Files.write(compressed.resolve("t10k-labels-idx1-ubyte.gz"), IdxBytes.gzip(IdxBytes.labels(1, 2, 3, 4)));
        assertThat(read(new IdxDataset(compressed, 0, 1, 0))).isEqualTo(read(new IdxDataset(plain, 0, 1, 0)));
    }

    @Test
    void readsTheTrainingSetIfTheFolderHasBoth() throws IOException {
        write("t10k-images-idx3-ubyte", IdxBytes.images(2, 4));
        Path train = write("train-images-idx3-ubyte", IdxBytes.images(3, 4));
        Path labels = write("train-labels-idx1-ubyte.gz", IdxBytes.gzip(IdxBytes.labels(0, 1, 2)));
        assertThat(new IdxDataset(folder, 0, 1, 0).files()).containsExactly(train, labels);
    }

    @Test
    void prefersTheUncompressedOfTwoFiles() throws IOException {
        Path plain = write("train-images-idx3-ubyte", IdxBytes.images(2, 4));
        write("train-images-idx3-ubyte.gz", IdxBytes.gzip(IdxBytes.images(2, 4)));
        assertThat(new IdxDataset(folder, 0, 1, 0).files()).containsExactly(plain);
    }

    @Test
    void survivesJavaSerialisation() throws IOException, ClassNotFoundException {
        IdxDataset dataset = new IdxDataset(folder, 2, 2, 5, 0.25);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(dataset);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(dataset);
        }
    }

    @Test
    void isRegistered() {
        assertThat(Registry.members(DatasetSource.class)).containsEntry("idx", IdxDataset.class);
    }

    @Test
    void rejectsParametersOutOfRange() {
        assertThatThrownBy(() -> new IdxDataset(folder, -1, 1, 0))
                .hasMessageContaining("idx.pad")
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> new IdxDataset(folder, 0, 0, 0)).hasMessageContaining("idx.downsample");
        assertThatThrownBy(() -> new IdxDataset(folder, 0, 1, -2))
                .hasMessageContaining("idx.held-out must be at least 0, was -2");
        for (double subset : new double[] {0, -0.1, 1.001, Double.NaN}) {
            assertThatThrownBy(() -> new IdxDataset(folder, 0, 1, 0, subset))
                    .hasMessageContaining("idx.subset must be in (0, 1], was " + (subset == 0 ? "0" : subset));
        }
    }

    @Test
    void theHashDependsOnContentsAndNotOnNames() throws IOException {
        Path a = write("a-images-idx3-ubyte", IdxBytes.images(3, 4));
        Path b = write("b-images-idx3-ubyte", IdxBytes.images(3, 4));
        Path c = write("c-images-idx3-ubyte", IdxBytes.images(4, 4));
        String hash = SourceHash.sha256(new IdxDataset(a, 0, 1, 0));
        assertThat(hash).matches("[0-9a-f]{64}").isEqualTo(SourceHash.sha256(new IdxDataset(b, 0, 1, 0)));
        assertThat(hash).isNotEqualTo(SourceHash.sha256(new IdxDataset(c, 0, 1, 0)));
        write("a-labels-idx1-ubyte", IdxBytes.labels(1, 2, 3));
        assertThat(hash).isNotEqualTo(SourceHash.sha256(new IdxDataset(a, 0, 1, 0)));
    }

    @Test
    void aFolderWithoutImagesIsRejectedWithTheExpectedNames() {
        assertThatThrownBy(() -> new IdxDataset(folder, 0, 1, 0).files())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("images*idx3-ubyte");
    }

    @Test
    void severalSetsWithoutTrainAreListed() throws IOException {
        write("a-images-idx3-ubyte", IdxBytes.images(2, 4));
        write("b-images-idx3-ubyte.gz", IdxBytes.images(2, 4));
        assertThatThrownBy(() -> new IdxDataset(folder, 0, 1, 0).files())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("[a-images-idx3-ubyte, b-images-idx3-ubyte.gz]");
    }

    @Test
    void aMissingPathIsNamedWithTheRemedy() {
        Path missing = folder.resolve("nowhere");
        assertThatThrownBy(() -> new IdxDataset(missing, 0, 1, 0).files())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(missing + " does not exist")
                .hasMessageContaining("give the path of");
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static List<Image> read(DatasetSource source) throws IOException {
        List<Image> images = new ArrayList<>();
        source.read(images::add);
        return images;
    }
}
