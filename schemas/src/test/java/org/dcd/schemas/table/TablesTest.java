package org.dcd.schemas.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcd.schemas.Image;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {
    @TempDir
    Path directory;

    private Folder folder;

    @BeforeEach
    void openFolder() {
        folder = Folder.at(directory.toString());
    }

    @Test
    void readsPartsInOrder() throws IOException {
        writeParts("train", 10, 4);
        assertThat(folder.list())
                .containsExactly(
                        "train-00000-of-00003.parquet", "train-00001-of-00003.parquet", "train-00002-of-00003.parquet");
        List<Image> rows = new ArrayList<>();
        Tables.read(folder, "train", Image.class, rows::add);
        assertThat(rows).isEqualTo(Rows.images(10, 3));
        assertThat(Tables.rows(folder, "train", Image.class)).isEqualTo(10);
    }

    @Test
    void separatesTablesWithACommonPrefix() throws IOException {
        writeParts("train", 2, 4);
        writeParts("train-extra", 3, 4);
        assertThat(Tables.rows(folder, "train", Image.class)).isEqualTo(2);
    }

    @Test
    void anEmptyTableIsOneEmptyPart() throws IOException {
        writeParts("held-out", 0, 4);
        assertThat(Tables.parts(folder, "held-out")).containsExactly("held-out-00000-of-00001.parquet");
        assertThat(Tables.rows(folder, "held-out", Image.class)).isZero();
    }

    @Test
    void partsOfAnotherDivisionCanBeDropped() throws IOException {
        writeParts("train", 10, 4);
        writeParts("train", 10, 5);
        writeParts("train-extra", 3, 4);
        assertThatThrownBy(() -> Tables.parts(folder, "train")).isInstanceOf(DamagedFileException.class);
        Tables.dropOtherDivisions(folder, "train", 2);
        assertThat(Tables.rows(folder, "train", Image.class)).isEqualTo(10);
        assertThat(Tables.parts(folder, "train")).hasSize(2);
        assertThat(Tables.rows(folder, "train-extra", Image.class)).isEqualTo(3);
    }

    @Test
    void aMissingPartIsNamed() throws IOException {
        writeParts("train", 10, 4);
        folder.delete("train-00001-of-00003.parquet");
        assertThatThrownBy(() -> Tables.parts(folder, "train"))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("train-00001-of-00003.parquet is missing");
    }

    @Test
    void aMissingTableIsNamed() {
        assertThatThrownBy(() -> Tables.parts(folder, "train"))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("train-*.parquet is missing");
    }

    @Test
    void partsOfTwoDivisionsAreRefused() throws IOException {
        writeParts("train", 10, 4);
        writeParts("train", 10, 10);
        assertThatThrownBy(() -> Tables.parts(folder, "train"))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("does not belong");
    }

    @Test
    void aPartNumberOutOfRangeIsRefused() {
        assertThatThrownBy(() -> Tables.part("train", 3, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tables.part("train", 0, 100_000)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void moreOrFewerRowsThanDeclaredAreRefused() throws IOException {
        PartWriter<Image> writer = new PartWriter<>(folder, "train", Image.class, 2, 4);
        writer.add(Rows.image(0, 3));
        assertThatThrownBy(writer::finish).hasMessageContaining("2 rows and got 1");
        writer.add(Rows.image(1, 3));
        assertThatThrownBy(() -> writer.add(Rows.image(2, 3))).hasMessageContaining("2 rows and gets more");
    }

    @Test
    void aPartIsWholeWhenAllItsRowsCanBeRead() throws IOException {
        writeParts("train", 4, 4);
        Path file = directory.resolve("train-00000-of-00001.parquet");
        assertThat(isWhole(file, 4)).isTrue();
        assertThat(isWhole(file, 5)).isFalse();
        assertThat(isWhole(directory.resolve("other.parquet"), 4)).isFalse();
        byte[] bytes = Files.readAllBytes(file);
        // within the pages, which the footer does not cover
        bytes[bytes.length / 8] ^= 1;
        Files.write(file, bytes);
        assertThat(isWhole(file, 4)).isFalse();
    }

    private boolean isWhole(Path file, long rows) throws IOException {
        return Tables.isWhole(folder, file.getFileName().toString(), Image.class, rows);
    }

    private void writeParts(String table, int rows, int rowsPerPart) throws IOException {
        PartWriter<Image> writer = new PartWriter<>(folder, table, Image.class, rows, rowsPerPart);
        for (Image image : Rows.images(rows, 3)) {
            writer.add(image);
        }
        writer.finish();
    }
}
