package org.dcd.transforms.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashCacheTest {
    /** A clock in the future, for which current files are old enough to be cached. */
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

    @TempDir
    private Path temp;

    private Path file;
    private Path cache;
    private int hashed;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(temp.resolve("a.bin"), "first");
        cache = temp.resolve("cache/hashes");
    }

    private HashCache later() {
        return new HashCache(cache, LATER);
    }

    /** Counts how often the file is hashed. */
    private String sha256(HashCache hashes, String... texts) throws IOException {
        return hashes.sha256(List.of(file), List.of(texts), () -> {
            hashed++;
            return Sha256.of(file);
        });
    }

    private static String of(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anUnchangedFileIsReadOnceByAllProcesses() throws IOException {
        assertThat(sha256(later())).isEqualTo(of("first"));
        HashCache other = later();
        assertThat(sha256(other)).isEqualTo(of("first"));
        assertThat(sha256(other)).isEqualTo(of("first"));
        assertThat(hashed).isEqualTo(1);
    }

    /** The bytes that this process reads, as Linux counts them. */
    private static long bytesRead() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/io")).stream()
                .filter(line -> line.startsWith("rchar: "))
                .mapToLong(line -> Long.parseLong(line.substring("rchar: ".length())))
                .sum();
    }

    @Test
    void aCachedFileIsNotRead() throws IOException {
        assumeTrue(Files.isReadable(Path.of("/proc/self/io")));
        int size = 8 << 20;
        Path large = Files.write(temp.resolve("large.bin"), new byte[size]);
        long start = bytesRead();
        String sha256 = later().sha256(large);
        long cold = bytesRead() - start;
        assertThat(later().sha256(large)).isEqualTo(sha256).isEqualTo(Sha256.of(new byte[size]));
        long warm = bytesRead() - start - cold;

        assertThat(cold).isGreaterThanOrEqualTo(size);
        assertThat(warm).isLessThan(size / 8);
    }

    @Test
    void detectsAnotherFileOfTheSameSizeAndTime() throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        sha256(later());
        Path other = Files.writeString(temp.resolve("b.bin"), "other");
        Files.setLastModifiedTime(other, time);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        assertThat(Files.getLastModifiedTime(file)).isEqualTo(time);
        assertThat(sha256(later())).isEqualTo(of("other"));
        assertThat(hashed).isEqualTo(2);
    }

    /** Some tools write in place and restore the modification time. */
    @Test
    void detectsAChangeWithRestoredTimestamp() throws IOException {
        assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("unix"));
        FileTime time = Files.getLastModifiedTime(file);
        sha256(later());
        Object changed = Files.getAttribute(file, "unix:ctime");
        do {
            Files.writeString(file, "again");
            Files.setLastModifiedTime(file, time);
        } while (Files.getAttribute(file, "unix:ctime").equals(changed));

        assertThat(Files.getLastModifiedTime(file)).isEqualTo(time);
        assertThat(sha256(later())).isEqualTo(of("again"));
    }

    /** The file could change again within the resolution of timestamps. */
    @Test
    void doesNotCacheAFileThatHasJustChanged() throws IOException {
        HashCache now = new HashCache(cache, Clock.systemUTC());
        sha256(now);
        sha256(now);
        assertThat(hashed).isEqualTo(2);
        assertThat(cache).doesNotExist();
        Files.setLastModifiedTime(file, FileTime.from(LATER.instant().plusSeconds(60)));
        sha256(later());
        sha256(later());
        assertThat(hashed).as("a time in the future").isEqualTo(4);
    }

    @Test
    void doesNotCacheAFileThatChangesWhileItIsRead() throws IOException {
        String before = later().sha256(List.of(file), List.of(), () -> {
            String sha256 = Sha256.of(file);
            Files.writeString(file, "longer than before");
            return sha256;
        });

        assertThat(before).isEqualTo(of("first"));
        assertThat(sha256(later())).isEqualTo(of("longer than before"));
    }

    @Test
    void theKeyIncludesTextsAndFiles() throws IOException {
        sha256(later(), "a", "b");
        sha256(later(), "b", "a");
        sha256(later(), "ab");
        sha256(later());
        assertThat(hashed).isEqualTo(4);
        sha256(later(), "b", "a");
        assertThat(hashed).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"digit", "cut", "garbage", "large", "empty", "folder"})
    void aDamagedCacheIsIgnored(String damage) throws IOException {
        sha256(later());
        String line = Files.readString(cache);
        switch (damage) {
                // a digit of the cached hash
            case "digit" -> Files.writeString(
                    cache, line.substring(0, 70) + (line.charAt(70) == '0' ? '1' : '0') + line.substring(71));
            case "cut" -> Files.writeString(cache, line.substring(0, line.length() - 2));
            case "garbage" -> Files.write(cache, new byte[] {(byte) 0xff, 0, '\n', ' ', ' ', '\n', (byte) 0x80});
            case "large" -> Files.writeString(cache, line.repeat(5000));
            case "empty" -> Files.writeString(cache, "");
            default -> {
                Files.delete(cache);
                Files.createDirectories(cache.resolve("inside"));
            }
        }
        assertThat(sha256(later())).isEqualTo(of("first"));
        assertThat(hashed).isEqualTo(2);
        sha256(later());
        assertThat(hashed).as("written anew").isEqualTo(damage.equals("folder") ? 3 : 2);
        try (var left = Files.list(cache.getParent())) {
            assertThat(left).as("no temporary files are left").hasSize(1);
        }
    }

    @Test
    void aReadOnlyCacheIsIgnored() throws IOException {
        HashCache hashes = new HashCache(file.resolve("hashes"), LATER);

        assertThat(sha256(hashes)).isEqualTo(of("first"));
        sha256(hashes);
        assertThat(hashed).as("within a process").isEqualTo(1);
    }

    @Test
    void evictsTheOldestEntries() throws IOException {
        for (String text : List.of("1", "2", "3", "4")) {
            sha256(new HashCache(cache, LATER, 3), text);
        }
        assertThat(Files.readAllLines(cache)).hasSize(3);
        sha256(new HashCache(cache, LATER, 3), "2");
        assertThat(hashed).isEqualTo(4);
        sha256(new HashCache(cache, LATER, 3), "1");
        assertThat(hashed).isEqualTo(5);
    }

    @Test
    void toleratesConcurrentProcesses() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String text = "" + i;
                tasks.add(() -> later().sha256(List.of(file), List.of(text), () -> of(text)));
            }
            List<Future<String>> done = threads.invokeAll(tasks);
            for (int i = 0; i < done.size(); i++) {
                assertThat(done.get(i).get()).isEqualTo(of("" + i));
            }
        } finally {
            threads.shutdown();
        }
        List<String> lines = Files.readAllLines(cache);
        assertThat(lines).isNotEmpty().allMatch(line -> line.matches("[0-9a-f]{64} [0-9a-f]{64} [0-9a-f]{16}"));
    }
}
