package org.dcd.transforms.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFilesTest {
    private static final byte[] CONTENTS = new byte[100_000];

    static {
        Arrays.fill(CONTENTS, (byte) 7);
    }

    @TempDir
    private Path folder;

    private Map<String, URL> files;
    private Path copies;

    @BeforeEach
    void makeJar() throws IOException {
        Path jar = folder.resolve("native.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String name : List.of("a.so", "b.so")) {
                out.putNextEntry(new JarEntry("native/" + name));
                out.write(CONTENTS);
            }
        }
        files = Map.of("libA.so", entry(jar, "a.so"), "libB.so", entry(jar, "b.so"));
        copies = folder.resolve("cache").resolve("engine").resolve("1.0");
    }

    private static URL entry(Path jar, String name) throws IOException {
        return URI.create("jar:" + jar.toUri() + "!/native/" + name).toURL();
    }

    private void assertIntact() throws IOException {
        try (Stream<Path> all = Files.list(copies)) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .as("nothing else lies there, as DJL loads all that does")
                    .containsExactlyInAnyOrder("libA.so", "libB.so");
        }
        assertThat(copies.resolve("libA.so")).hasBinaryContent(CONTENTS);
        assertThat(copies.resolve("libB.so")).hasBinaryContent(CONTENTS);
    }

    @Test
    void intactCopiesAreKeptAndReadableByOthers() throws IOException {
        NativeFiles.extract(copies, files);
        assertIntact();
        assertThat(Files.getPosixFilePermissions(copies.resolve("libA.so")))
                .containsAll(Files.getPosixFilePermissions(folder.resolve("native.jar")));
        assertThat(Files.getPosixFilePermissions(copies)).contains(PosixFilePermission.OWNER_EXECUTE);
        Object before = Files.readAttributes(copies.resolve("libA.so"), BasicFileAttributes.class)
                .fileKey();

        NativeFiles.extract(copies, files);

        assertThat(Files.readAttributes(copies.resolve("libA.so"), BasicFileAttributes.class)
                        .fileKey())
                .isEqualTo(before);
    }

    @Test
    void replacesATruncatedCopy() throws IOException {
        NativeFiles.extract(copies, files);
        Files.write(copies.resolve("libA.so"), Arrays.copyOf(CONTENTS, 500));

        NativeFiles.extract(copies, files);

        assertIntact();
    }

    @Test
    void replacesAModifiedCopyOfTheSameSize() throws IOException {
        NativeFiles.extract(copies, files);
        byte[] changed = CONTENTS.clone();
        changed[99_999] = 0;
        Files.write(copies.resolve("libB.so"), changed);
        // in case the clock of the file system is coarse
        Files.setLastModifiedTime(copies.resolve("libB.so"), FileTime.fromMillis(1_000_000_000_000L));

        NativeFiles.extract(copies, files);

        assertIntact();
    }

    @Test
    void checksCopiesOfOtherPrograms() throws IOException {
        Files.createDirectories(copies);
        Files.write(copies.resolve("libA.so"), CONTENTS);
        Files.write(copies.resolve("libB.so"), new byte[CONTENTS.length]);

        NativeFiles.extract(copies, files);

        assertIntact();
    }

    @Test
    void deletesTemporaryFilesOfKilledProcesses() throws IOException {
        Files.createDirectories(copies);
        Path left = Files.write(copies.resolveSibling(".1.0-0123.part"), new byte[10]);

        NativeFiles.extract(copies, files);

        assertThat(left).doesNotExist();
        assertIntact();
    }

    @Test
    void skipsAFolderMountedNoexec() throws IOException {
        Path noexec = Files.createDirectories(folder.resolve("no exec"));
        Path good = folder.resolve("good");
        Path mounts = mounts(noexec);

        Path chosen = NativeFolder.extract(List.of(noexec.resolve("x"), good), mounts, Path.of("e", "1"), files);

        assertThat(chosen).isEqualTo(good);
        assertThat(good.resolve("e/1/libA.so")).hasBinaryContent(CONTENTS);
        assertThat(noexec).isEmptyDirectory();
    }

    @Test
    void movesLibrariesAwayFromANoexecTemporaryFolder() throws IOException {
        Path noexec = Files.createDirectories(folder.resolve("no exec"));
        Path good = folder.resolve("good");
        List<Path> candidates = List.of(noexec.resolve("x"), good);

        assertThat(NativeFolder.temporarySettings(noexec, candidates, mounts(noexec)))
                .containsEntry(
                        "org.xerial.snappy.tempdir", good.resolve("temporary").toString())
                .containsKeys("ZstdTempFolder", "jna.tmpdir", "io.netty.native.workdir");
        assertThat(good.resolve("temporary")).isDirectory();
        assertThat(NativeFolder.temporarySettings(good, candidates, mounts(noexec)))
                .isEmpty();
    }

    @Test
    void skipsAReadOnlyFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        Path chosen = NativeFolder.extract(
                List.of(file.resolve("x"), folder.resolve("good")), folder.resolve("none"), Path.of("e"), files);

        assertThat(chosen).isEqualTo(folder.resolve("good"));
    }

    @Test
    void withoutAUsableFolderTheMessageSaysWhatToSet() throws IOException {
        Path noexec = Files.createDirectories(folder.resolve("no exec"));
        Path file = Files.writeString(folder.resolve("file"), "");
        List<Path> bad = List.of(noexec, file.resolve("x"));

        assertThatThrownBy(() -> NativeFolder.extract(bad, mounts(noexec), Path.of("e"), files))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(noexec + " is mounted noexec")
                .hasMessageContaining(file.toString())
                .hasMessageEndingWith("set DJL_CACHE_DIR to a folder that is writable and not mounted noexec");
    }

    /** In the format of {@code /proc/self/mounts}; of two mounts at the same path the last applies. */
    private Path mounts(Path noexec) throws IOException {
        String place = noexec.toRealPath().toString().replace(" ", "\\040");
        return Files.writeString(
                folder.resolve("mounts"),
                "/dev/vda / ext4 rw,relatime 0 0\ntmpfs " + place + " tmpfs rw 0 0\ntmpfs " + place
                        + " tmpfs rw,nosuid,noexec 0 0\n");
    }
}
