package org.dcd.transforms.data.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Image;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.SourceHash;
import org.dcd.transforms.data.cifar.Cifar10Dataset.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Cifar10DatasetTest {
    @TempDir
    Path folder;

    @Test
    void binaryRecordsGivePixelsAndLabelsInOrder() throws IOException {
        Path bin = unpack("cifar-10-batches-bin", batches(".bin"));
        List<Image> images = read(bin, Split.TRAIN);
        assertThat(images)
                .extracting(Image::getId)
                .containsExactlyElementsOf(LongStream.range(0, 10).boxed().toList());
        assertThat(images).extracting(Image::getLabel).containsExactly(1, 6, 2, 7, 3, 8, 4, 9, 5, 0);
        assertThat(images.get(3).getData())
                .isEqualTo(ByteBuffer.wrap(CifarBytes.pixels(2, 2), CifarBytes.PIXELS, CifarBytes.PIXELS));
    }

    @Test
    void allDistributionsGiveTheSameImages() throws IOException {
        Path bin = unpack("cifar-10-batches-bin", batches(".bin"));
        List<Image> images = read(bin, Split.TRAIN);
        assertThat(read(unpack("cifar-10-batches-py", batches("")), Split.TRAIN))
                .isEqualTo(images);
        assertThat(read(pack("cifar-10-binary.tar.gz", batches(".bin")), Split.TRAIN))
                .isEqualTo(images);
        assertThat(read(pack("cifar-10-python.tar.gz", batches("")), Split.TRAIN))
                .isEqualTo(images);
        assertThat(read(folder, Split.TRAIN)).isEqualTo(images);
    }

    @Test
    void theTestSplitIsTheTestBatch() throws IOException {
        Path archive = pack("cifar-10-python.tar.gz", batches(""));
        assertThat(read(archive, Split.TEST)).extracting(Image::getLabel).containsExactly(6, 1);
        Path bin = unpack("cifar-10-batches-bin", batches(".bin"));
        assertThat(dataset(bin, Split.TEST).summarise().describe())
                .isEqualTo("2 images, 10 classes; skipped 5 .bin, 1 .html (readme.html)");
        assertThat(dataset(archive, Split.TEST).summarise()).isEqualTo(new DatasetSource.Summary(2, 3, 32, 32, 10));
    }

    @Test
    void theHashOfUnpackedBatchesDependsOnTheSplit() throws IOException {
        Path bin = unpack("cifar-10-batches-bin", batches(".bin"));
        assertThat(dataset(bin, Split.TRAIN).files()).hasSize(5);
        assertThat(SourceHash.sha256(dataset(bin, Split.TRAIN)))
                .isNotEqualTo(SourceHash.sha256(dataset(bin, Split.TEST)));
    }

    /** Written by NumPy 2.4 on Python 3 with pickle.dump(…, protocol): label 7, element i is 7·i mod 251. */
    @ParameterizedTest
    @ValueSource(strings = {"cifar-protocol2.pickle", "cifar-protocol4.pickle", "cifar-protocol5.pickle"})
    void picklesOfNewerPythonsAreReadToo(String resource) throws IOException {
        byte[] pickle;
        try (InputStream in = getClass().getResourceAsStream("/dataset/" + resource)) {
            pickle = in.readAllBytes();
        }
        Files.write(folder.resolve("test_batch"), pickle);
        byte[] expected = new byte[CifarBytes.PIXELS];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) (7 * i % 251);
        }
        assertThat(read(folder, Split.TEST)).singleElement().satisfies(image -> {
            assertThat(image.getLabel()).isEqualTo(7);
            assertThat(image.getData()).isEqualTo(ByteBuffer.wrap(expected));
        });
    }

    @Test
    void averagesEveryPlane() throws IOException {
        byte[] pixels = new byte[CifarBytes.PIXELS];
        pixels[0] = 40;
        pixels[1024 + 1] = 80;
        pixels[2048 + 32] = 120;
        Files.write(folder.resolve("test_batch.bin"), CifarBytes.binary(new byte[] {3}, pixels));
        List<Image> images = new ArrayList<>();
        new Cifar10Dataset(folder, Split.TEST, 0, 2, 0, 1).read(images::add);
        byte[] expected = new byte[3 * 16 * 16];
        expected[0] = 10;
        expected[256] = 20;
        expected[512] = 30;
        assertThat(images.get(0).getData()).isEqualTo(ByteBuffer.wrap(expected));
    }

    @Test
    void aMissingBatchIsNamed() throws IOException {
        Map<String, byte[]> batches = batches("");
        batches.remove("data_batch_3");
        assertRefused(unpack("cifar-10-batches-py", batches), "data_batch_3 is missing");
        assertRefused(pack("cifar-10-python.tar.gz", batches), "does not contain data_batch_3");
    }

    @Test
    void otherPathsAreRejectedWithTheExpectedFiles() throws IOException {
        assertRefused(folder, "contains no batches of CIFAR-10; give the path of cifar-10-binary.tar.gz");
        assertRefused(folder.resolve("nowhere"), "does not exist");
        assertRefused(
                Files.createFile(folder.resolve("x.zip")),
                "x.zip is neither a folder nor a file with the name of a CIFAR-10 archive");
    }

    private void assertRefused(Path path, String message) {
        assertThatThrownBy(() -> read(path, Split.TRAIN))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    /** Two images per batch, in the order of the archive of 2009. */
    private static Map<String, byte[]> batches(String suffix) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("readme.html", new byte[700]);
        put(files, "test_batch", suffix, 6, 6, 1);
        for (int batch : new int[] {4, 2, 5, 1, 3}) {
            put(files, "data_batch_" + batch, suffix, batch, batch, (batch + 5) % 10);
        }
        return files;
    }

    private static void put(Map<String, byte[]> files, String name, String suffix, int seed, int first, int second) {
        byte[] labels = {(byte) first, (byte) second};
        byte[] pixels = CifarBytes.pixels(2, seed);
        files.put(
                name + suffix,
                suffix.isEmpty() ? CifarBytes.pickle(labels, pixels) : CifarBytes.binary(labels, pixels));
    }

    private Path unpack(String name, Map<String, byte[]> files) throws IOException {
        Path unpacked = Files.createDirectory(folder.resolve(name));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(unpacked.resolve(file.getKey()), file.getValue());
        }
        return unpacked;
    }

    private Path pack(String name, Map<String, byte[]> files) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("cifar-10-batches/", new byte[0]);
        files.forEach((file, bytes) -> entries.put("cifar-10-batches/" + file, bytes));
        return Files.write(folder.resolve(name), CifarBytes.tarGz(entries));
    }

    private static Cifar10Dataset dataset(Path path, Split split) {
        return new Cifar10Dataset(path, split, 0, 1, 0, 1);
    }

    private static List<Image> read(Path path, Split split) throws IOException {
        List<Image> images = new ArrayList<>();
        dataset(path, split).read(images::add);
        assertThat(dataset(path, split).summarise().count()).isEqualTo(images.size());
        return images;
    }
}
