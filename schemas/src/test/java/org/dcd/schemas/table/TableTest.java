package org.dcd.schemas.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
    @TempDir
    Path directory;

    private Folder folder;

    @BeforeEach
    void openFolder() {
        folder = Folder.at(directory.toString());
    }

    @Test
    void readsPixelsAsWritten() throws IOException {
        List<Image> images = Rows.images(40, 5);
        Rows.write(folder, "images", Image.class, images);
        assertThat(Rows.read(folder, "images", Image.class)).isEqualTo(images);
    }

    @Test
    void readsFloatsBitForBit() throws IOException {
        List<Measurement> measurements = List.of(
                Rows.measurement(0, -0.0f, Float.MIN_VALUE, 3.25f), Rows.measurement(1, Float.MAX_VALUE, 1e-30f, -7f));
        Rows.write(folder, "measurements", Measurement.class, measurements);
        assertThat(Rows.read(folder, "measurements", Measurement.class)).isEqualTo(measurements);
    }

    @Test
    void readsNestedRecordsAndLists() throws IOException {
        List<Score> scores = List.of(Rows.score("generator", 12.5), Rows.score("held-out", 1.5));
        Rows.write(folder, "scores", Score.class, scores);
        assertThat(Rows.read(folder, "scores", Score.class)).isEqualTo(scores);
    }

    @Test
    void anEmptyTableHasNoRows() throws IOException {
        Rows.write(folder, "images", Image.class, List.of());
        try (TableReader<Image> reader = TableReader.open(folder, "images", Image.class)) {
            assertThat(reader.rows()).isZero();
            assertThat(reader.hasNext()).isFalse();
            assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void readsSeveralRowGroupsOfSeveralPagesInOrder() throws IOException {
        int rows = 900;
        TableWriter.write(folder, "images", Image.class, 3 << 20, out -> {
            for (int id = 0; id < rows; id++) {
                out.add(Rows.image(id, 100));
            }
        });
        try (TableInput input = new TableInput(folder, "images");
                ParquetFileReader parquet = ParquetFileReader.open(input)) {
            assertThat(parquet.getRowGroups()).hasSizeGreaterThan(2);
        }
        try (TableReader<Image> reader = TableReader.open(folder, "images", Image.class)) {
            assertThat(reader.rows()).isEqualTo(rows);
            for (int id = 0; id < rows; id++) {
                assertThat(reader.next()).isEqualTo(Rows.image(id, 100));
            }
            assertThat(reader.hasNext()).isFalse();
        }
    }

    @Test
    void theSameRowsGiveTheSameBytes() throws IOException {
        Rows.write(folder, "a", Image.class, Rows.images(30, 8));
        Rows.write(folder, "b", Image.class, Rows.images(30, 8));
        assertThat(directory.resolve("a")).hasSameBinaryContentAs(directory.resolve("b"));
    }

    @Test
    void aBodyThatThrowsLeavesNoFile() throws IOException {
        assertThatThrownBy(() -> TableWriter.write(folder, "images", Image.class, out -> {
                    out.add(Rows.image(0, 4));
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(folder.list()).isEmpty();
    }

    @Test
    void storesPixelsUncompressed() throws IOException {
        Rows.write(folder, "images", Image.class, Rows.images(100, 100));
        assertThat(Files.size(directory.resolve("images"))).isBetween(1_000_000L, 1_020_000L);
    }
}
