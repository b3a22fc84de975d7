package org.dcd.transforms.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedImagesTest {
    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temp.resolve("images"));
    }

    @Test
    void reportsDifferentSizesWithBothFiles() throws IOException {
        write("a.png", Pictures.png(1, 4, 5, 1));
        write("b.png", Pictures.png(1, 5, 4, 1));
        assertBad(
                folder,
                folder.resolve("b.png") + " is 5x4 (height x width), but " + folder.resolve("a.png")
                        + " is 4x5; set resize-to");
    }

    @Test
    void rejectsGreyImagesAmongColourImages() throws IOException {
        write("a.png", Pictures.png(3, 4, 4, 1));
        write("b.png", Pictures.png(1, 4, 4, 1));
        String message = folder.resolve("b.png") + " is grey, but " + folder.resolve("a.png") + " is RGB";
        assertBad(folder, message);
        assertThatThrownBy(() -> new ImageFolderDataset(folder, 8, 0, 1, 0, 1).read(image -> {}))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void rejectsEveryTruncationOfAnImage(String format) throws IOException {
        byte[] whole = Pictures.encode(format, 3, 9, 8, Pictures.planes(3, 9, 8, 1));
        for (int length = 0; length < whole.length; length++) {
            write("a." + format, Arrays.copyOf(whole, length));
            assertBadRead(folder, folder.resolve("a." + format).toString());
        }
    }

    @Test
    void theChecksumDetectsAFlippedByteOfAPng() throws IOException {
        byte[] whole = Pictures.png(3, 4, 4, 1);
        for (int at = 8; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 4;
            write("a.png", changed);
            assertBadRead(folder, "a.png");
        }
    }

    @Test
    void aFlippedByteOfAJpegIsBadInputOrHarmless() throws IOException {
        byte[] whole = Pictures.encode("jpg", 3, 9, 8, Pictures.planes(3, 9, 8, 1));
        Random random = new Random(1);
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 + random.nextInt(255));
            write("a.jpg", changed);
            try {
                read(folder);
            } catch (BadInputException e) {
                assertThat(e).hasMessageContaining("a.jpg");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "8, 3, is an image with a palette",
        "8, 6, is 8-bit with an alpha channel",
        "8, 4, is 8-bit with an alpha channel",
        "16, 2, is 16-bit RGB",
        "16, 0, is 16-bit grey",
        "1, 0, is 1-bit grey",
        "8, 7, is of unknown colour type 7"
    })
    void rejectsOtherKindsOfPng(int depth, int colours, String kind) throws IOException {
        write("a.png", Pictures.png(4, 4, depth, colours, new byte[100]));
        assertBad(folder, folder.resolve("a.png") + " " + kind + "; only 8-bit grey and RGB are read");
    }

    @Test
    void rejectsImagesWithAlphaChannel() throws IOException {
        write("a.png", Pictures.encode("png", new BufferedImage(4, 4, BufferedImage.TYPE_4BYTE_ABGR)));
        assertBad(folder, "alpha channel");
    }

    @ParameterizedTest
    @CsvSource({"16385, 1", "1, 16385", "0, 4", "-1, 4", "8192, 8192"})
    void rejectsHugeSizesBeforeDecoding(int width, int height) throws IOException {
        write("a.png", Pictures.png(width, height, 8, 2, new byte[100]));
        assertBad(folder, "sides must be in [1, 16384], with at most 33554432 pixels");
    }

    @Test
    void rejectsOtherFilesByContentAndByName() throws IOException {
        write("a.png", "GIF89a and more".getBytes(StandardCharsets.US_ASCII));
        assertBad(folder, "a.png is neither PNG nor JPEG");
        write("b.webp", new byte[4]);
        assertBad(folder, "b.webp: unsupported image format, only PNG and JPEG are read");
    }

    @Test
    void rejectsEmptyAndMissingFolders() {
        assertBad(folder, folder + " contains no .png, .jpg, .jpeg, .jfif or .jpe files");
        assertBad(temp.resolve("nowhere"), "nowhere does not exist; give the path of");
    }

    @Test
    void rejectsAnImageNextToClassFolders() throws IOException {
        write("a.png", Pictures.png(1, 4, 4, 1));
        Files.createDirectory(folder.resolve("cat"));
        write("cat/b.png", Pictures.png(1, 4, 4, 1));
        assertBad(folder, "a.png is next to folders, which are the classes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'labels': [['a.png', 0]]} | has no label for b.png",
                "{'labels': [['a.png', 0], ['b.png', 1], ['c.png', 1]]} | label 2 refers to c.png, which is not an image",
                "{'labels': [['a.png', 0], ['a.png', 1]]} | label 1 refers to a.png, which is not an image or already has",
                "{'labels': [['a.png', -1]]} | of a.png is not one integer in [0, 99999]",
                "{'labels': [['a.png', 1, 2]]} | of a.png is not one integer in [0, 99999]",
                "{'labels': [['a.png', 1.5]]} | label 0 is not [name, integer]",
                "{'labels': [['a.png', 99999999999]]} | is not JSON",
                "{'labels': {'a.png': 1}} | has labels that are neither a list nor null",
                "{'labels': [['a.png', 1] | is not JSON",
                "[] | is not a JSON object"
            })
    void rejectsInvalidLabels(String json, String message) throws IOException {
        write("a.png", Pictures.png(1, 4, 4, 1));
        write("b.png", Pictures.png(1, 4, 4, 1));
        write("dataset.json", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        assertBad(folder, message);
        assertBad(folder, folder.resolve("dataset.json").toString());
    }

    @Test
    void doesNotInflateMoreDataThanTheImageNeeds() throws IOException {
        write("a.png", Pictures.png(4, 4, 8, 0, new byte[64 << 20]));
        try {
            read(folder);
        } catch (BadInputException e) {
            assertThat(e).hasMessageContaining("a.png");
        }
    }

    @Test
    void rejectsAJpegSegmentThatIsTooLong() throws IOException {
        byte[] jpeg = Pictures.encode("jpg", 1, 8, 8, Pictures.planes(1, 8, 8, 1));
        ByteBuffer.wrap(jpeg).putShort(4, (short) 0xFFFF);
        write("a.jpg", jpeg);
        assertBad(folder, "a.jpg is truncated or damaged within its header");
    }

    private void assertBad(Path path, String message) {
        assertThatThrownBy(() -> new ImageFolderDataset(path, 0, 0, 1, 0, 1).summarise())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
        assertBadRead(path, message);
    }

    private static void assertBadRead(Path path, String message) {
        assertThatThrownBy(() -> read(path))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    private static void read(Path path) throws IOException {
        new ImageFolderDataset(path, 0, 0, 1, 0, 1).read(image -> {});
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }
}
