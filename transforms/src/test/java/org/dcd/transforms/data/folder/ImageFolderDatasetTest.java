package org.dcd.transforms.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Image;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.SourceHash;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.LanczosResize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderDatasetTest {
    @TempDir
    Path folder;

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    @Test
    void pngPixelsAreExactGreyOrColour() throws IOException {
        for (int channels : new int[] {1, 3}) {
            files.put("a.png", Pictures.png(channels, 5, 4, 1));
            files.put("b.PNG", Pictures.png(channels, 5, 4, 2));
            List<Image> images = readBoth("exact-" + channels);
            assertThat(images).hasSize(2).extracting(Image::getLabel).containsOnly(-1);
            assertThat(images.get(1).getData()).isEqualTo(ByteBuffer.wrap(Pictures.planes(channels, 5, 4, 2)));
            assertThat(images.get(1).getChannels()).isEqualTo(channels);
            assertThat(images.get(1).getHeight()).isEqualTo(5);
            assertThat(images.get(1).getWidth()).isEqualTo(4);
        }
    }

    @Test
    void topLevelFoldersInOrderOfTheirNamesAreTheLabels() throws IOException {
        files.put("dog/a/2.png", Pictures.png(1, 4, 4, 1));
        files.put("cat/9.png", Pictures.png(1, 4, 4, 2));
        files.put("dog/10.png", Pictures.png(1, 4, 4, 3));
        files.put("readme.txt", new byte[3]);
        files.put("dog/.hidden.png", new byte[3]);
        files.put("__MACOSX/dog/10.png", new byte[3]);
        List<Image> images = readBoth("labels");
        assertThat(images).extracting(Image::getLabel).containsExactly(0, 1, 1);
        assertThat(images).extracting(Image::getId).containsExactly(0L, 1L, 2L);
        assertThat(images.get(1).getData()).isEqualTo(ByteBuffer.wrap(Pictures.planes(1, 4, 4, 3)));
        assertThat(images.get(2).getData()).isEqualTo(ByteBuffer.wrap(Pictures.planes(1, 4, 4, 1)));
    }

    @Test
    void labelsFileTakesPrecedenceOverFolders() throws IOException {
        files.put("00000/img1.png", Pictures.png(1, 4, 4, 1));
        files.put("00001/img2.png", Pictures.png(1, 4, 4, 2));
        files.put("dataset.json", json("{'x': {'y': [1]}, 'labels': [['00001/img2.png', 3], ['00000/img1.png', 5]]}"));
        assertThat(readBoth("given")).extracting(Image::getLabel).containsExactly(5, 3);
        assertThat(dataset(folder.resolve("given"), 0).summarise().classes()).isEqualTo(6);
        for (String none : List.of("{'labels': null}", "{}")) {
            files.put("dataset.json", json(none));
            assertThat(readBoth("none" + none.length()))
                    .extracting(Image::getLabel)
                    .containsOnly(-1);
        }
    }

    @Test
    void jpegIsReadWithinRounding() throws IOException {
        byte[] grey = new byte[64];
        Arrays.fill(grey, (byte) 77);
        byte[] colour = new byte[192];
        Arrays.fill(colour, 0, 64, (byte) 200);
        Arrays.fill(colour, 64, 192, (byte) 30);
        for (byte[] planes : List.of(grey, colour)) {
            int channels = planes.length / 64;
            files.put("a.jpeg", Pictures.encode("jpg", channels, 8, 8, planes));
            ByteBuffer data = readBoth("jpeg" + channels).get(0).getData();
            for (int i = 0; i < planes.length; i++) {
                assertThat(data.get(i) & 0xff).isCloseTo(planes[i] & 0xff, within(3));
            }
        }
    }

    @Test
    void aJpegWithoutJfifIsYCbCr() throws IOException {
        byte[] colour = new byte[192];
        Arrays.fill(colour, 0, 64, (byte) 200);
        byte[] jpeg = Pictures.encode("jpg", 3, 8, 8, colour);
        assertThat(jpeg[3]).isEqualTo((byte) 0xE0);
        jpeg[3] = (byte) 0xE1; // as if it had Exif only
        files.put("a.jpg", jpeg);
        ByteBuffer data = readBoth("exif").get(0).getData();
        assertThat(data.get(0) & 0xff).isCloseTo(200, within(3));
        assertThat(data.get(100) & 0xff).isCloseTo(0, within(3));
    }

    @Test
    void resizesTheCentralSquare() throws IOException {
        files.put("a.png", Pictures.png(3, 9, 14, 1));
        files.put("b.png", Pictures.png(3, 6, 5, 2));
        List<Image> images = readBoth("resized", 4);
        byte[] planes = Pictures.planes(3, 9, 14, 1);
        byte[] square = new byte[3 * 9 * 9];
        for (int row = 0; row < 27; row++) {
            System.arraycopy(planes, row * 14 + 2, square, row * 9, 9);
        }
        assertThat(images.get(0).getData())
                .isEqualTo(ByteBuffer.wrap(LanczosResize.resize(square, new ImageShape(3, 9, 9), 4, 4)));
        assertThat(images.get(1).getData().remaining()).isEqualTo(48);
    }

    @Test
    void padsAndDownsamples() throws IOException {
        byte[] planes = {40, 80, 120, (byte) 160};
        files.put("a.png", Pictures.encode("png", 1, 2, 2, planes));
        write("padded");
        List<Image> images = new ArrayList<>();
        new ImageFolderDataset(folder.resolve("padded"), 0, 1, 2, 0, 1).read(images::add);
        assertThat(images.get(0).getData()).isEqualTo(ByteBuffer.wrap(new byte[] {10, 20, 30, 40}));
    }

    @Test
    void theHashDependsOnNamesBecauseLabelsDo() throws IOException {
        files.put("cat/1.png", Pictures.png(1, 4, 4, 1));
        files.put("dog/2.png", Pictures.png(1, 4, 4, 2));
        String two = SourceHash.sha256(dataset(write("two"), 0));
        files.put("cat/2.png", files.remove("dog/2.png"));
        assertThat(SourceHash.sha256(dataset(write("one"), 0))).isNotEqualTo(two);
    }

    @Test
    void rejectsSidesOutOfRange() {
        assertThatThrownBy(() -> dataset(folder, -1))
                .hasMessageContaining("resize-to")
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> dataset(folder, 4097)).hasMessageContaining("4097");
    }

    private List<Image> readBoth(String name) throws IOException {
        return readBoth(name, 0);
    }

    /** The files as a folder and as a zip archive, with equal results expected. */
    private List<Image> readBoth(String name, int resizeTo) throws IOException {
        Path unpacked = write(name);
        Path zip = Files.write(folder.resolve(name + ".zip"), Pictures.zip(files));
        List<Image> images = read(dataset(unpacked, resizeTo));
        assertThat(read(dataset(zip, resizeTo))).isEqualTo(images);
        return images;
    }

    private Path write(String name) throws IOException {
        Path root = folder.resolve(name);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = root.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
        return root;
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static ImageFolderDataset dataset(Path path, int resizeTo) {
        return new ImageFolderDataset(path, resizeTo, 0, 1, 0, 1);
    }

    private static List<Image> read(DatasetSource source) throws IOException {
        List<Image> images = new ArrayList<>();
        source.read(images::add);
        DatasetSource.Summary summary = source.summarise();
        assertThat(summary.count()).isEqualTo(images.size());
        assertThat(images)
                .allSatisfy(image -> assertThat(List.of(image.getChannels(), image.getHeight(), image.getWidth()))
                        .containsExactly(summary.channels(), summary.height(), summary.width()));
        return images;
    }
}
