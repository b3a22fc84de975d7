package org.dcd.schemas.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.dcd.schemas.Image;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytesColumnTest {
    private static final int SIDE = 24;
    private static final int LENGTH = SIDE * SIDE;

    @TempDir
    Path directory;

    private Folder folder;
    private List<Image> images;

    /** Several pages, several row groups, and a part without rows. */
    @BeforeEach
    void writeTable() throws IOException {
        folder = Folder.at(directory.toString());
        images = Rows.images(5000, SIDE);
        Rows.write(folder, Tables.part("t", 0, 4), Image.class, images.subList(0, 4000));
        Rows.write(folder, Tables.part("t", 1, 4), Image.class, List.of());
        TableWriter.write(folder, Tables.part("t", 2, 4), Image.class, 40 * LENGTH, out -> {
            for (Image image : images.subList(4000, 4999)) {
                out.add(image);
            }
        });
        Rows.write(folder, Tables.part("t", 3, 4), Image.class, images.subList(4999, 5000));
    }

    private BytesColumn open() throws IOException {
        return BytesColumn.open(folder, "t", Image.class, "data", LENGTH);
    }

    @Test
    void readsRowsInAnyOrder() throws IOException {
        List<Long> order = LongStream.range(0, images.size()).boxed().collect(Collectors.toList());
        Collections.shuffle(order, new Random(1));
        try (BytesColumn column = open()) {
            assertThat(column.rows()).isEqualTo(images.size());
            for (long row : order) {
                assertThat(column.read(row)).isEqualTo(images.get((int) row).getData());
            }
        }
    }

    @Test
    void anInterruptedThreadReadsCompleteValuesAndStaysInterrupted() throws IOException {
        try (BytesColumn column = open()) {
            column.read(7);
            Thread.currentThread().interrupt();
            assertThat(column.read(7)).isEqualTo(images.get(7).getData());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(column.read(4500)).isEqualTo(images.get(4500).getData());
        }
    }

    @Test
    void anInterruptWhileReadingLosesNothing() throws Exception {
        Thread reader = Thread.currentThread();
        Thread disturber = new Thread(() -> {
            for (int i = 0; i < 2000; i++) {
                reader.interrupt();
                Thread.onSpinWait();
            }
        });
        boolean interrupted = false;
        try (BytesColumn column = open()) {
            disturber.start();
            for (long row = 0; disturber.isAlive() || row == 0; row = (row + 1) % 5000) {
                assertThat(column.read(row)).isEqualTo(images.get((int) row).getData());
                interrupted |= Thread.interrupted();
            }
        }
        interrupted |= Thread.interrupted();
        disturber.join();
        assertThat(interrupted).isTrue();
    }

    @Test
    void valuesOfAnotherLengthAreRefused() {
        assertThatThrownBy(() -> BytesColumn.open(folder, "t", Image.class, "data", LENGTH - 1))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("t-00000-of-00004.parquet")
                .hasMessageContaining("no page of values of " + (LENGTH - 1) + " bytes");
    }

    @Test
    void aFileTruncatedAfterOpeningIsNamed() throws IOException {
        try (BytesColumn column = open()) {
            Files.write(directory.resolve(Tables.part("t", 2, 4)), new byte[10], StandardOpenOption.TRUNCATE_EXISTING);
            assertThatThrownBy(() -> column.read(4500))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("t-00002");
        }
    }

    @Test
    void aRowAfterTheLastOneIsRefused() throws IOException {
        try (BytesColumn column = open()) {
            assertThatThrownBy(() -> column.read(5000)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
