package org.dcd.transforms.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.UnicodePathExtraField;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream.UnicodeExtraFieldPolicy;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives written by other programs. */
class ForeignZipsTest {
    private static final byte[] IMAGE = Pictures.png(1, 4, 4, 1);

    @TempDir
    Path temp;

    /** Names without UTF-8 flag, in IBM437 (DOS) and in UTF-8 (Linux and macOS). */
    @ParameterizedTest
    @ValueSource(strings = {"IBM437", "UTF-8"})
    void decodesNamesWithoutFlagAsUtf8OrIbm437(String charset) throws IOException {
        Path zip = zip(Charset.forName(charset), UnicodeExtraFieldPolicy.NEVER, "\u00e4/b\u00e9.png", "z/1.png");
        assertThat(images(zip)).containsExactly("z/1.png", "\u00e4/b\u00e9.png");
        read(zip, 2);
    }

    /** Info-ZIP writes the name in IBM437 and, in an extra field, in UTF-8. */
    @Test
    void prefersTheUnicodeNameOfInfoZip() throws IOException {
        Path zip = zip(Charset.forName("IBM437"), UnicodeExtraFieldPolicy.ALWAYS, "\u00e9\u4e2d.png");
        assertThat(images(zip)).containsExactly("\u00e9\u4e2d.png");
        read(zip, 1);
    }

    /** A program renamed the entry without updating the extra field (APPNOTE 4.6.9). */
    @Test
    void ignoresAUnicodeNameOfAnotherEntry() throws IOException {
        Path zip = temp.resolve("x.zip");
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip.toFile())) {
            ZipArchiveEntry entry = new ZipArchiveEntry("new.png");
            byte[] old = "old.png".getBytes(StandardCharsets.US_ASCII);
            entry.addExtraField(new UnicodePathExtraField("\u00e9.png", old));
            out.setUseLanguageEncodingFlag(false);
            add(out, entry);
        }
        assertThat(images(zip)).containsExactly("new.png");
    }

    @Test
    void removesLeadingDots() throws IOException {
        Path zip = zip(StandardCharsets.UTF_8, UnicodeExtraFieldPolicy.NEVER, "./", "./a/", "./a/1.png", "b/./2.png");
        assertThat(images(zip)).containsExactly("a/1.png", "b/2.png");
        read(zip, 2);
        Path twice = zip(StandardCharsets.UTF_8, UnicodeExtraFieldPolicy.NEVER, "1.png", "./1.png");
        assertThatThrownBy(() -> images(twice)).hasMessageContaining("entry 1.png: the name occurs twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"./../1.png", "a/./../../1.png", "/1.png"})
    void rejectsNamesThatLeaveTheArchive(String name) throws IOException {
        Path zip = zip(StandardCharsets.UTF_8, UnicodeExtraFieldPolicy.NEVER, name);
        assertThatThrownBy(() -> images(zip))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("entry " + name + ": absolute names and names with ..");
    }

    /** Written by old Windows programs. */
    @Test
    void readsBackslashesOfDosAsSeparators() throws IOException {
        Path zip = temp.resolve("x.zip");
        Files.write(zip, Pictures.zip(Map.of("cat\\1.png", IMAGE)));
        assertThat(images(zip)).containsExactly("cat/1.png");
        read(zip, 1);
    }

    @Test
    void skipsAndCountsFilesOfMacOs() throws IOException {
        Path zip = zip(
                StandardCharsets.UTF_8,
                UnicodeExtraFieldPolicy.NEVER,
                "cat/1.png",
                "__MACOSX/cat/._1.png",
                "__MACOSX/._cat",
                "cat/.DS_Store");
        assertThat(new ImageFolderDataset(zip, 0, 0, 1, 0, 1).summarise().describe())
                .isEqualTo("1 image, 1 class; skipped 1 system file (cat/.DS_Store), 1 system folder (__MACOSX)");
    }

    @Test
    void linksInArchivesAreNotFollowed() throws IOException {
        Path zip = temp.resolve("x.zip");
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip.toFile())) {
            add(out, new ZipArchiveEntry("1.png"));
            ZipArchiveEntry link = new ZipArchiveEntry("2.png");
            link.setUnixMode(0120777);
            out.putArchiveEntry(link);
            out.write("../../../etc/passwd".getBytes(StandardCharsets.US_ASCII));
            out.closeArchiveEntry();
        }
        assertThat(new ImageFolderDataset(zip, 0, 0, 1, 0, 1).summarise().describe())
                .isEqualTo("1 image, no labels; skipped 1 link (2.png)");
    }

    /** Numbers of methods: APPNOTE 6.3.10, 4.4.5; the reader rejects them without reading the data. */
    @ParameterizedTest
    @CsvSource({
        "9, deflate64",
        "12, bzip2",
        "14, LZMA",
        "93, Zstandard",
        "95, XZ",
        "99, AES encryption",
        "1, shrink",
        "77, an unknown method"
    })
    void rejectsOtherCompressionMethodsByName(int method, String name) throws IOException {
        Path zip = patched(10, method);
        assertThatThrownBy(() -> read(zip, 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(zip + ": entry 1.png: is compressed by " + name + " (method " + method
                        + "); only stored and deflated files are read; unpack the archive");
    }

    @Test
    void rejectsEncryptedFiles() throws IOException {
        Path zip = patched(8, 1);
        assertThatThrownBy(() -> read(zip, 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("entry 1.png: is encrypted; unpack the archive");
    }

    /** An archive of one image, with a byte of its entry in the central directory set. */
    private Path patched(int offset, int value) throws IOException {
        byte[] bytes = Pictures.zip(Map.of("1.png", IMAGE));
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == 'P' && bytes[at + 1] == 'K' && bytes[at + 2] == 1 && bytes[at + 3] == 2) {
                bytes[at + offset] = (byte) value;
                return Files.write(temp.resolve("x.zip"), bytes);
            }
        }
        throw new AssertionError("no central directory");
    }

    private Path zip(Charset charset, UnicodeExtraFieldPolicy policy, String... names) throws IOException {
        Path zip = Files.createTempFile(temp, "x", ".zip");
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip.toFile())) {
            out.setEncoding(charset.name());
            out.setUseLanguageEncodingFlag(false);
            out.setCreateUnicodeExtraFields(policy);
            for (String name : names) {
                ZipArchiveEntry entry = new ZipArchiveEntry(name);
                entry.setUnixMode(name.endsWith("/") ? 040755 : 0100644);
                add(out, entry);
            }
        }
        return zip;
    }

    private static void add(ZipArchiveOutputStream out, ZipArchiveEntry entry) throws IOException {
        out.putArchiveEntry(entry);
        if (!entry.isDirectory()) {
            out.write(IMAGE);
        }
        out.closeArchiveEntry();
    }

    private static List<String> images(Path zip) throws IOException {
        try (ImageFiles files = ImageFiles.open(zip)) {
            return List.copyOf(files.images());
        }
    }

    private static void read(Path zip, int count) throws IOException {
        int[] read = {0};
        new ImageFolderDataset(zip, 0, 0, 1, 0, 1).read(image -> read[0]++);
        assertThat(read[0]).isEqualTo(count);
    }
}
