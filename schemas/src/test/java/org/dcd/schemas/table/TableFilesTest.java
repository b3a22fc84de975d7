package org.dcd.schemas.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFilesTest {
    private static final int TAIL = 8;

    @TempDir
    Path directory;

    private Folder folder;

    @BeforeEach
    void openFolder() throws IOException {
        folder = Folder.at(directory.toString());
        Rows.write(folder, "images", Image.class, Rows.images(40, 5));
    }

    /** In the order of Parquet's hash sets, which is another in every process, this fails for most processes. */
    @Test
    void footersListEncodingsInOneOrder() throws IOException {
        Rows.write(folder, "scores", Score.class, List.of(Rows.score("generator", 12.5)));
        Rows.write(folder, "measurements", Measurement.class, List.of(Rows.measurement(0, 1f, 2f)));
        int several = 0;
        for (String name : List.of("images", "scores", "measurements")) {
            for (RowGroup group : metadata(name).getRow_groups()) {
                for (ColumnChunk column : group.getColumns()) {
                    List<Encoding> encodings = column.getMeta_data().getEncodings();
                    assertThat(encodings).isSorted();
                    several += encodings.size() > 1 ? 1 : 0;
                }
            }
        }
        assertThat(several).isGreaterThan(20);
    }

    /**
     * Row groups of 1 KB: many columns chunks, whose lists are all in the footer; and pages beyond what is held back.
     */
    @Test
    void theBufferedEndIsWritten() throws IOException {
        List<Image> images = Rows.images(30, 400);
        TableWriter.write(folder, "large", Image.class, 1 << 10, out -> {
            for (Image image : images) {
                out.add(image);
            }
        });
        assertThat(Files.size(directory.resolve("large"))).isGreaterThan(4 << 20);
        assertThat(Rows.read(folder, "large", Image.class)).isEqualTo(images);
    }

    @Test
    void theSameRowsAreTheSameFile() throws IOException {
        Rows.write(folder, "again", Image.class, Rows.images(40, 5));
        assertThat(directory.resolve("again")).hasSameBinaryContentAs(directory.resolve("images"));
        assertThat(TableFiles.holdTheSame(folder, "images", folder, "again")).isTrue();
    }

    @Test
    void theOrderOfEncodingsDoesNotCount() throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve("images"));
        int footer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - TAIL);
        FileMetaData metadata = metadata("images");
        metadata.getRow_groups().forEach(group -> group.getColumns()
                .forEach(column -> Collections.reverse(column.getMeta_data().getEncodings())));
        ByteArrayOutputStream reversed = new ByteArrayOutputStream();
        reversed.write(bytes, 0, bytes.length - TAIL - footer);
        Util.writeFileMetaData(metadata, reversed);
        reversed.write(bytes, bytes.length - TAIL, TAIL);
        Files.write(directory.resolve("reversed"), reversed.toByteArray());

        assertThat(reversed.toByteArray()).hasSameSizeAs(bytes).isNotEqualTo(bytes);
        assertThat(TableFiles.holdTheSame(folder, "images", folder, "reversed")).isTrue();
    }

    @Test
    void aDifferenceOfOneBitCounts() throws IOException {
        List<Image> images = new ArrayList<>(Rows.images(40, 5));
        byte[] pixels = images.get(39).getData().array().clone();
        pixels[24] ^= 1;
        images.get(39).setData(ByteBuffer.wrap(pixels));
        Rows.write(folder, "other", Image.class, images);
        assertThat(TableFiles.holdTheSame(folder, "images", folder, "other")).isFalse();
    }

    @Test
    void aFileThatIsNotATableIsDamaged() throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve("images"));
        Files.write(directory.resolve("zeros"), new byte[bytes.length]);
        assertThatThrownBy(() -> TableFiles.holdTheSame(folder, "images", folder, "zeros"))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("zeros");
        Arrays.fill(bytes, bytes.length / 2, bytes.length - TAIL, (byte) 0x5a);
        Files.write(directory.resolve("footless"), bytes);
        assertThatThrownBy(() -> TableFiles.holdTheSame(folder, "images", folder, "footless"))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("footless");
    }

    private FileMetaData metadata(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve(name));
        int footer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - TAIL);
        return Util.readFileMetaData(new ByteArrayInputStream(bytes, bytes.length - TAIL - footer, footer));
    }
}
