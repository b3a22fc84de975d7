package org.dcd.transforms.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedArchivesTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"../evil.png", "a/../../evil.png", "/evil.png", "a\\..\\evil.png"})
    void rejectsAnArchiveWithNamesThatLeaveIt(String name) throws IOException {
        Path zip = zip(Map.of(name, Pictures.png(1, 4, 4, 1)));
        assertBadRead(zip, zip + ": entry " + name + ": absolute names and names with ..");
    }

    @Test
    void rejectsEveryTruncationOfAnArchive() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a.png", Pictures.png(1, 4, 4, 1));
        files.put("b.png", Pictures.png(1, 4, 4, 2));
        byte[] whole = Pictures.zip(files);
        Path zip = temp.resolve("x.zip");
        for (int length = 0; length < whole.length; length++) {
            Files.write(zip, Arrays.copyOf(whole, length));
            assertBadRead(zip, zip.toString());
        }
    }

    @Test
    void aFlippedByteOfAnArchiveIsBadInputOrHarmless() throws IOException {
        byte[] whole = Pictures.zip(Map.of("a.png", Pictures.png(1, 4, 4, 1)));
        Path zip = temp.resolve("x.zip");
        for (int at = 0; at < whole.length; at++) {
            for (int bit = at % 2; bit < 8; bit += 2) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) (1 << bit);
                Files.write(zip, changed);
                try {
                    read(zip);
                } catch (BadInputException e) {
                    assertThat(e).hasMessageContaining(zip.toString());
                }
            }
        }
    }

    @Test
    void rejectsAnEntryThatInflatesBeyondItsImage() throws IOException {
        byte[] bomb = Arrays.copyOf(Pictures.png(1, 4, 4, 1), 64 << 20);
        Path zip = zip(Map.of("a.png", bomb));
        assertThat(Files.size(zip)).isLessThan(100_000);
        assertBadRead(zip, zip + ": entry a.png has more than 4,194,324 bytes");
    }

    private static void assertBadRead(Path path, String message) {
        assertThatThrownBy(() -> read(path))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    private static void read(Path path) throws IOException {
        new ImageFolderDataset(path, 0, 0, 1, 0, 1).read(image -> {});
    }

    private Path zip(Map<String, byte[]> files) throws IOException {
        return Files.write(temp.resolve("x.zip"), Pictures.zip(files));
    }
}
