package org.dcd.transforms.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedIdxTest {
    private static final String IMAGES = "images-idx3-ubyte";
    private static final String LABELS = "labels-idx1-ubyte";

    @TempDir
    Path folder;

    @Test
    void rejectsEveryTruncation() throws IOException {
        byte[] whole = IdxBytes.images(3, 4);
        for (int length = 1; length < whole.length; length++) {
            write(IMAGES, Arrays.copyOf(whole, length));
            assertBad("at byte ");
        }
    }

    @Test
    void rejectsEveryTruncationOfACompressedFile() throws IOException {
        byte[] whole = IdxBytes.gzip(IdxBytes.images(3, 4));
        for (int length = 1; length < whole.length; length++) {
            write(IMAGES + ".gz", Arrays.copyOf(whole, length));
            assertBad("at byte ");
        }
    }

    @Test
    void theChecksumDetectsAFlippedByteOfACompressedFile() throws IOException {
        byte[] bytes = IdxBytes.gzip(IdxBytes.images(3, 4));
        bytes[bytes.length - 20] ^= 1;
        write(IMAGES + ".gz", bytes);
        assertBad("at byte ");
    }

    @Test
    void rejectsAnUncompressedFileNamedGz() throws IOException {
        write(IMAGES + ".gz", IdxBytes.images(3, 4));
        assertBad("not compressed with gzip");
    }

    @Test
    void reportsAnUnknownMagicNumber() throws IOException {
        write(IMAGES, patch(IdxBytes.images(3, 4), 0, 0x00000D03));
        assertBad("at byte 0: magic number 0x00000D03, expected 0x00000803");
    }

    @Test
    void labelsInPlaceOfImagesAreRecognised() throws IOException {
        write(IMAGES, IdxBytes.labels(1, 2, 3));
        assertBad("this is a labels file");
    }

    @Test
    void imagesInPlaceOfLabelsAreRecognised() throws IOException {
        write(IMAGES, IdxBytes.images(3, 4));
        write(LABELS, IdxBytes.images(3, 4));
        assertBad("this is an images file");
    }

    @Test
    void rejectsHugeSizesBeforeAllocation() throws IOException {
        byte[] whole = IdxBytes.images(3, 4);
        write(IMAGES, patch(whole, 4, Integer.MAX_VALUE));
        assertBad("at byte 4: the header declares 2147483647 x 4 x 4");
        write(IMAGES, patch(whole, 8, 0x7fffffff));
        assertBad("at byte 8: height 2147483647 is not in [1, 4096]");
        write(IMAGES, patch(whole, 12, 4096));
        assertBad("declares 3 x 4 x 4096, 49168 bytes in total, more than the file's 64 bytes can hold");
    }

    @Test
    void rejectsHugeSizesOfACompressedFileBeforeAllocation() throws IOException {
        write(IMAGES + ".gz", IdxBytes.gzip(patch(IdxBytes.images(3, 4), 4, Integer.MAX_VALUE)));
        assertBad("compressed bytes can hold");
    }

    @Test
    void rejectsNegativeAndZeroSizes() throws IOException {
        byte[] whole = IdxBytes.images(3, 4);
        for (int offset = 4; offset < 16; offset += 4) {
            write(IMAGES, patch(whole, offset, -1));
            assertBad("at byte " + offset + ": ");
            write(IMAGES, patch(whole, offset, 0));
            assertBad("at byte " + offset + ": ");
        }
    }

    @Test
    void rejectsTrailingBytes() throws IOException {
        byte[] longer = Arrays.copyOf(IdxBytes.images(3, 4), 16 + 48 + 2);
        write(IMAGES, longer);
        assertBad("at byte 64: 2 bytes follow the last element");
        Files.delete(folder.resolve(IMAGES));
        write(IMAGES + ".gz", IdxBytes.gzip(longer));
        assertBad("at byte 64 of its contents: bytes follow the last element");
    }

    @Test
    void rejectsDifferentNumbersOfLabelsAndImages() throws IOException {
        write(IMAGES, IdxBytes.images(3, 4));
        write(LABELS, IdxBytes.labels(1, 2));
        assertBad("at byte 4: the header declares 2 labels, but " + folder.resolve(IMAGES) + " has 3 images");
    }

    @Test
    void reportsALabelOutOfRangeWithItsPosition() throws IOException {
        write(IMAGES, IdxBytes.images(3, 4));
        write(LABELS, IdxBytes.labels(1, 200, 2));
        assertBad("at byte 9: label 200 is not in [0, 127]");
        assertThatThrownBy(new IdxDataset(folder, 0, 1, 0)::summarise).isInstanceOf(BadInputException.class);
    }

    @Test
    void rejectsEveryTruncationOfLabels() throws IOException {
        write(IMAGES, IdxBytes.images(3, 4));
        byte[] whole = IdxBytes.labels(1, 2, 3);
        for (int length = 0; length < whole.length; length++) {
            write(LABELS, Arrays.copyOf(whole, length));
            assertBad(LABELS);
        }
    }

    @Test
    void rejectsDownsamplingThatDoesNotDivideTheSide() throws IOException {
        write(IMAGES, IdxBytes.images(3, 4));
        assertThatThrownBy(new IdxDataset(folder, 0, 3, 0)::summarise)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("height 4 with pad 0 is 4, not a multiple of downsample 3");
    }

    private void assertBad(String message) {
        assertThatThrownBy(() -> new IdxDataset(folder, 0, 1, 0).read(image -> {}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(message);
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    private static byte[] patch(byte[] bytes, int offset, int value) {
        byte[] patched = bytes.clone();
        ByteBuffer.wrap(patched).putInt(offset, value);
        return patched;
    }
}
