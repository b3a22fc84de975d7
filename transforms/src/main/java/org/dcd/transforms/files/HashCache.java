package org.dcd.transforms.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Caches file hashes on disk, so that planning does not read data sets and weights again. A cached hash is valid while
 * path, size, inode, mtime and, where the system has one, ctime (which programs cannot set back) are unchanged. The
 * hash of a file that was modified less than two seconds before it was read is not cached: the file could change again
 * without a new timestamp.
 *
 * <p>The cache is optional. If it is missing, damaged, too large, read-only or written by several processes at once,
 * files are hashed again. Readers of the files still verify their contents.
 */
public final class HashCache {
    /** Java property with the cache folder; takes precedence over the environment variable {@code DCD_CACHE}. */
    public static final String FOLDER = "dcd.cache";
    /** Resolution of the coarsest timestamps among common file systems (FAT). */
    static final Duration SETTLING = Duration.ofSeconds(2);

    private static final String FILE = "hashes";
    private static final int MAX_ENTRIES = 4096;
    private static final int CHECK_DIGITS = 16;
    /** Length of a line: key, hash, checksum and line feed. */
    private static final int LINE = 64 + 1 + 64 + 1 + CHECK_DIGITS + 1;

    private static final HashCache OF_USER = new HashCache(folderOfUser().resolve(FILE));

    private final Path file;
    private final Clock clock;
    private final int maxEntries;
    private final Map<String, String> hashes = new LinkedHashMap<>();
    private boolean loaded;

    /** Computes a hash that is not in the cache. */
    public interface Hashing {
        /** Returns a SHA-256 in hexadecimal. */
        /** Returns a SHA-256 in hexadecimal. */
        String sha256() throws IOException;
    }

    /** @param file file of the cache; created when the first hash is cached */
    public HashCache(Path file) {
        this(file, Clock.systemUTC());
    }

    /**
     * @param file file of the cache; created when the first hash is cached
     * @param clock current time, in the time of the file system
     */
    public HashCache(Path file, Clock clock) {
        this(file, clock, MAX_ENTRIES);
    }

    HashCache(Path file, Clock clock, int maxEntries) {
        this.file = file;
        this.clock = clock;
        this.maxEntries = maxEntries;
    }

    /**
     * The cache of the current user: file {@code hashes} in {@code $DCD_CACHE}, by default in
     * {@code $XDG_CACHE_HOME/dcd} or {@code ~/.cache/dcd}.
     */
    public static HashCache ofUser() {
        return OF_USER;
    }

    private static Path folderOfUser() {
        String given = System.getProperty(FOLDER, System.getenv().getOrDefault("DCD_CACHE", ""));
        String caches = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        // the XDG specification ignores relative paths
        boolean valid = !caches.isBlank() && Path.of(caches).isAbsolute();
        Path cache = valid ? Path.of(caches) : Path.of(System.getProperty("user.home"), ".cache");
        return given.isBlank() ? cache.resolve("dcd") : Path.of(given);
    }

    /** Returns the SHA-256 of a file. The file is read only if the cache has no valid hash. */
    public String sha256(Path path) throws IOException {
        return sha256(List.of(path), List.of("contents"), () -> Sha256.of(path));
    }

    /**
     * Returns a hash of several files and texts.
     *
     * @param files files that the hash depends on
     * @param texts everything else that the hash depends on, including how it is computed
     * @param hashing computes the hash if the cache has no valid one
     */
    public String sha256(List<Path> files, List<String> texts, Hashing hashing) throws IOException {
        String key = key(files, texts);
        synchronized (this) {
            load();
            String hash = hashes.get(key);
            if (hash != null) {
                return hash;
            }
            Instant start = clock.instant();
            hash = hashing.sha256();
            if (key.equals(key(files, texts)) && lastChange(files).isBefore(start.minus(SETTLING))) {
                hashes.put(key, hash);
                save(key, hash);
            }
            return hash;
        }
    }

    /** Cache key: hash of the texts and of path, size, inode and times of each file. */
    private static String key(List<Path> files, List<String> texts) throws IOException {
        MessageDigest digest = Sha256.digest();
        add(digest, "1 " + texts.size());
        for (String text : texts) {
            add(digest, text);
        }
        for (Path path : files) {
            BasicFileAttributes state = Files.readAttributes(path, BasicFileAttributes.class);
            add(digest, path.toAbsolutePath().normalize().toString());
            add(
                    digest,
                    state.size() + " " + state.fileKey() + " " + nanos(state.lastModifiedTime()) + " "
                            + nanos(changed(path, state)));
        }
        return Sha256.hex(digest);
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static String nanos(FileTime time) {
        Instant instant = time.toInstant();
        return instant.getEpochSecond() + "." + instant.getNano();
    }

    private static FileTime changed(Path path, BasicFileAttributes state) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? (FileTime) Files.getAttribute(path, "unix:ctime")
                : state.lastModifiedTime();
    }

    private static Instant lastChange(List<Path> files) throws IOException {
        Instant last = Instant.MIN;
        for (Path path : files) {
            BasicFileAttributes state = Files.readAttributes(path, BasicFileAttributes.class);
            for (FileTime time : List.of(state.lastModifiedTime(), changed(path, state))) {
                last = time.toInstant().isAfter(last) ? time.toInstant() : last;
            }
        }
        return last;
    }

    private void load() {
        if (!loaded) {
            hashes.putAll(read());
            loaded = true;
        }
    }

    /** Reads the intact lines, oldest first. */
    private Map<String, String> read() {
        Map<String, String> entries = new LinkedHashMap<>();
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > (long) maxEntries * LINE) {
                return entries;
            }
            for (String line :
                    Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
                String[] parts = line.split(" ");
                if (parts.length == 3 && line.equals(line(parts[0], parts[1]))) {
                    entries.put(parts[0], parts[1]);
                }
            }
        } catch (IOException | SecurityException e) {
            return entries;
        }
        return entries;
    }

    /** The checksum at the end detects damaged lines. */
    private static String line(String key, String hash) {
        String check = Sha256.of((key + hash).getBytes(StandardCharsets.UTF_8)).substring(0, CHECK_DIGITS);
        return key + " " + hash + " " + check;
    }

    /** Adds an entry to the current file, which other processes may have written. */
    private void save(String key, String hash) {
        Map<String, String> entries = read();
        entries.put(key, hash);
        Iterator<String> oldest = entries.keySet().iterator();
        for (int surplus = entries.size() - maxEntries; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
        StringBuilder text = new StringBuilder(entries.size() * LINE);
        entries.forEach((k, h) -> text.append(line(k, h)).append('\n'));
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, FILE, ".tmp");
            try {
                Files.writeString(temporary, text);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException | SecurityException e) {
            // the hash is not cached, so the next plan reads the file again
        }
    }
}
