package org.dcd.schemas.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.dcd.schemas.io.Folder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressLogTest {
    @TempDir
    Path directory;

    private Folder folder;
    private Path file;

    @BeforeEach
    void openFolder() {
        folder = Folder.at(directory.toString());
        file = directory.resolve(ProgressLine.FILE);
    }

    @Test
    void readsLinesInOrder() throws IOException {
        append(line(10), line(20));
        append(line(30));
        assertThat(ProgressLog.read(folder)).containsExactly(line(10), line(20), line(30));
    }

    @Test
    void aFolderWithoutLogHasNoLines() throws IOException {
        assertThat(ProgressLog.read(folder)).isEmpty();
        ProgressLog.truncateAfter(folder, 5);
        assertThat(folder.list()).isEmpty();
    }

    @Test
    void keepsInfinityNaNAndLineBreaks() throws IOException {
        ProgressLine bad = new ProgressLine(
                1,
                2,
                3,
                "img",
                Map.of("loss", Double.NaN, "gradient-norm", Double.POSITIVE_INFINITY),
                "rolled\nback …");
        append(bad);
        assertThat(ProgressLog.read(folder)).containsExactly(bad);
        assertThat(Files.readString(file)).contains("\"loss\":null", "\"gradient-norm\":1e999");
    }

    @Test
    void numbersOfEarlierVersionsAreRead() throws IOException {
        Files.writeString(
                file,
                "{\"epochMillis\":1,\"done\":2,\"total\":3,\"unit\":\"img\",\"values\":{\"loss\":\"NaN\",\"norm\":\"-Infinity\"},"
                        + "\"message\":\"\"}\n");
        assertThat(ProgressLog.read(folder).get(0).values())
                .containsEntry("loss", Double.NaN)
                .containsEntry("norm", Double.NEGATIVE_INFINITY);
    }

    @Test
    void aLineIsReadableBeforeTheLogIsClosed() throws IOException {
        try (ProgressLog log = ProgressLog.open(folder)) {
            log.append(line(1));
            assertThat(ProgressLog.read(folder)).containsExactly(line(1));
        }
    }

    @Test
    void aHalfWrittenLastLineIsIgnored() throws IOException {
        append(line(10), line(20));
        byte[] whole = Files.readAllBytes(file);
        int firstLine = (Files.readAllLines(file).get(0) + "\n").length();
        for (int length = firstLine; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(ProgressLog.read(folder)).containsExactly(line(10));
        }
    }

    @Test
    void shardsAddToTheLastLine() throws IOException {
        ProgressLog.advance(folder, 7, 1000, "img");
        for (int i = 0; i < 200; i++) {
            ProgressLog.advance(folder, 4, 1000, "img");
        }
        assertThat(ProgressLog.read(folder)).hasSize(201).last().satisfies(line -> {
            assertThat(line.done()).isEqualTo(807);
            assertThat(line.total()).isEqualTo(1000);
        });
        Files.writeString(file, "{\"epochMillis\":1,\"do", StandardOpenOption.APPEND);
        ProgressLog.advance(folder, 100, 1000, "img");
        ProgressLog.atLeast(folder, 900, 1000, "img");
        assertThat(ProgressLog.read(folder)).hasSize(202).last().satisfies(line -> assertThat(line.done())
                .isEqualTo(907));
        ProgressLog.advance(folder, 500, 1000, "img");
        ProgressLog.atLeast(folder, 1000, 1000, "img");
        assertThat(ProgressLog.read(folder)).hasSize(203).last().satisfies(line -> assertThat(line.done())
                .isEqualTo(1000));
    }

    @Test
    void shardsOfManyThreadsAreAllCounted() throws IOException {
        IntStream.range(0, 100).parallel().forEach(i -> {
            try {
                ProgressLog.advance(folder, i, 4950, "img");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(ProgressLog.read(folder)).hasSize(100).last().satisfies(line -> assertThat(line.done())
                .isEqualTo(4950));
    }

    @Test
    void aReopenedLogDoesNotContinueAHalfWrittenLine() throws IOException {
        append(line(10));
        Files.writeString(file, "{\"epochMillis\":1,\"do", StandardOpenOption.APPEND);
        append(line(20));
        assertThat(ProgressLog.read(folder)).containsExactly(line(10), line(20));
    }

    @Test
    void linesBeyondTheResumedPointAreDropped() throws IOException {
        append(line(10), line(20), line(30));
        ProgressLog.truncateAfter(folder, 20);
        assertThat(ProgressLog.read(folder)).containsExactly(line(10), line(20));
        append(line(25));
        assertThat(ProgressLog.read(folder)).containsExactly(line(10), line(20), line(25));
    }

    @Test
    void damageWithinTheLogIsReportedWithItsLine() throws IOException {
        append(line(10));
        Files.writeString(file, "garbage\n", StandardOpenOption.APPEND);
        append(line(20));
        assertThatThrownBy(() -> ProgressLog.read(folder))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("in line 2");
    }

    private void append(ProgressLine... lines) throws IOException {
        try (ProgressLog log = ProgressLog.open(folder)) {
            for (ProgressLine line : lines) {
                log.append(line);
            }
        }
    }

    private static ProgressLine line(long done) {
        return new ProgressLine(1000 + done, done, 100, "img", Map.of("loss", 0.5 / done), "");
    }
}
