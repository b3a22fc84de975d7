package org.dcd.schemas.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedTableTest {
    private static final String NAME = "images.parquet";

    @TempDir
    Path directory;

    private Folder folder;
    private Path file;
    private byte[] whole;
    private List<Image> images;

    @BeforeEach
    void writeTable() throws IOException {
        folder = Folder.at(directory.toString());
        file = directory.resolve(NAME);
        images = Rows.images(20, 6);
        Rows.write(folder, NAME, Image.class, images);
        whole = Files.readAllBytes(file);
    }

    @Test
    void aTruncatedFileIsReportedWithItsNameAndTheRemedy() throws IOException {
        for (int length = 0; length < whole.length; length += 5) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertDamaged("cut off at " + length);
        }
    }

    @Test
    void aFileWithAnyByteInvertedIsReportedOrStillHasTheSameRows() throws IOException {
        int reported = 0;
        for (int position = 0; position < whole.length; position += 3) {
            byte[] bytes = whole.clone();
            bytes[position] ^= (byte) 0xff;
            Files.write(file, bytes);
            try {
                assertThat(Rows.read(folder, NAME, Image.class))
                        .as("byte %d inverted", position)
                        .isEqualTo(images);
            } catch (DamagedFileException e) {
                reported++;
            }
        }
        assertThat(reported).isGreaterThan(whole.length / 3 / 3);
    }

    @Test
    void aHugeFooterLengthIsNotAllocated() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(whole.clone()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(whole.length - 8, Integer.MAX_VALUE);
        Files.write(file, bytes.array());
        assertThatThrownBy(() -> Rows.read(folder, NAME, Image.class))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("at byte " + (whole.length - 8))
                .hasMessageContaining("2147483647");
    }

    @Test
    void aFileOfAnotherKindIsReported() throws IOException {
        Files.writeString(file, "not a table at all");
        assertDamaged("text");
    }

    @Test
    void aTableOfOtherRecordsIsReportedWithBothTypes() {
        assertThatThrownBy(() -> Rows.read(folder, NAME, Measurement.class))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("not a table of Measurement")
                .hasMessageContaining("operatorSeed");
    }

    @Test
    void aMissingFileIsReported() {
        assertThatThrownBy(() -> Rows.read(folder, "other.parquet", Image.class))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("other.parquet is missing");
    }

    @Test
    void anInterruptIsNotTakenForDamage() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Rows.read(folder, NAME, Image.class)).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private void assertDamaged(String how) {
        assertThatThrownBy(() -> Rows.read(folder, NAME, Image.class))
                .as(how)
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageEndingWith("; restore the file, or use another one");
    }
}
