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
 * Hashes of files, remembered on disk, so that data sets and weights are not read again for every plan. A hash counts
 * as long as path, size, inode, time of modification and time of the last change of state (ctime, where the system has
 * one; no program can set it back) are those of the time when the file was read. A file that changed within the last
 * {@link #SETTLING} before it was read is hashed again next time: it could change once more without a new time.
 *
 * <p>The cache is never needed: one that is missing, damaged, too large, not writable or written by several processes
 * at once costs time and nothing else. Readers of the files check their contents all the same.
 */
public final class HashCache {
    /** Property that gives the folder, before the environment's {@code DCD_CACHE}. */
    public static final String FOLDER = "dcd.cache";
    /** Coarsest time of modification of a common file system (FAT). */
    public static final Duration SETTLING = Duration.ofSeconds(2);

    private static final String FILE = "hashes";
    private static final int MOST_ENTRIES = 4096;
    private static final int CHECK_DIGITS = 16;
    /** Key, hash, check and line end. */
    private static final int LINE = 64 + 1 + 64 + 1 + CHECK_DIGITS + 1;

    private static final HashCache OF_USER = new HashCache(folderOfUser().resolve(FILE));

    private final Path file;
    private final Clock clock;
    private final int mostEntries;
    private final Map<String, String> known = new LinkedHashMap<>();
    private boolean loaded;

    /** Reads what a hash stands for. */
    public interface Hashing {
        String sha256() throws IOException;
    }

    /** @param file where hashes are kept; it need not exist */
    public HashCache(Path file) {
        this(file, Clock.systemUTC());
    }

    /** @param clock tells the age of files, in the time of their file system */
    public HashCache(Path file, Clock clock) {
        this(file, clock, MOST_ENTRIES);
    }

    HashCache(Path file, Clock clock, int mostEntries) {
        this.file = file;
        this.clock = clock;
        this.mostEntries = mostEntries;
    }

    /**
     * That of this user, {@code hashes} in the folder {@code $DCD_CACHE}, by default {@code dcd} in
     * {@code $XDG_CACHE_HOME} or {@code ~/.cache}.
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

    /** SHA-256 of a file's contents, which are read only when they are not known. */
    public String sha256(Path path) throws IOException {
        return sha256(List.of(path), List.of("contents"), () -> Sha256.of(path));
    }

    /**
     * A hash that several files and some texts give.
     *
     * @param files that are read for it
     * @param texts what it depends on beside their contents, including how it is made of them
     * @param hashing reads the files
     */
    public String sha256(List<Path> files, List<String> texts, Hashing hashing) throws IOException {
        String key = key(files, texts);
        synchronized (this) {
            load();
            String hash = known.get(key);
            if (hash != null) {
                return hash;
            }
            Instant start = clock.instant();
            hash = hashing.sha256();
            if (key.equals(key(files, texts)) && lastChange(files).isBefore(start.minus(SETTLING))) {
                known.put(key, hash);
                save(key, hash);
            }
            return hash;
        }
    }

    /** Hash of all that tells whether the files are the same as before. */
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
            known.putAll(read());
            loaded = true;
        }
    }

    /** The lines that are whole, the oldest first. */
    private Map<String, String> read() {
        Map<String, String> entries = new LinkedHashMap<>();
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > (long) mostEntries * LINE) {
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

    /** The check tells lines that were damaged. */
    private static String line(String key, String hash) {
        String check = Sha256.of((key + hash).getBytes(StandardCharsets.UTF_8)).substring(0, CHECK_DIGITS);
        return key + " " + hash + " " + check;
    }

    /** Adds an entry to what other processes have written by now. */
    private void save(String key, String hash) {
        Map<String, String> entries = read();
        entries.put(key, hash);
        Iterator<String> oldest = entries.keySet().iterator();
        for (int surplus = entries.size() - mostEntries; surplus > 0; surplus--) {
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
            // the next plan reads the file again
        }
    }
}
