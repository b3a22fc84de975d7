package org.dcd.pipelines.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.Sha256;

/**
 * Reads the archive of a run, which is not trusted. Entries are looked up by expected names, their names are never used
 * as paths, and compressed entries are refused, so that no entry is larger than the file.
 */
final class ArchiveFile implements AutoCloseable {
    private static final String REMEDY = "; copy the file again, or write it again with dcd store export";
    private static final int END_BYTES = 22;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LONGEST_COMMENT = 65_535;

    /** Maximum size of the list of entries, which is read as a whole. The list of a run of 1,000 files has 200 KB. */
    private static final int MAX_LIST_BYTES = 64 << 20;

    private final Path path;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();
    private final Set<String> read = new HashSet<>();

    private ArchiveFile(Path path, ZipFile zip) {
        this.path = path;
        this.zip = zip;
    }

    /** @throws BadInputException when the file is not a complete zip file with uncompressed entries */
    static ArchiveFile open(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new BadInputException(path + " is not a file; give a file that dcd store export wrote");
        }
        requireShortList(path);
        ArchiveFile file;
        try {
            file = new ArchiveFile(path, new ZipFile(path.toFile()));
        } catch (ZipException | IllegalArgumentException e) {
            throw new BadInputException(path + " is not a complete zip file (" + e.getMessage() + ")" + REMEDY, e);
        }
        try {
            file.list();
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
        return file;
    }

    /** Limits the size of the list of entries, as Java reads a list of any size that the file states. */
    private static void requireShortList(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            long size = channel.size();
            ByteBuffer end = ByteBuffer.allocate((int) Math.min(size, END_BYTES + LONGEST_COMMENT))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (long at = size - end.capacity(); end.hasRemaining(); ) {
                int n = channel.read(end, at);
                if (n < 0) {
                    break;
                }
                at += n;
            }
            for (int at = end.position() - END_BYTES; at >= 0; at--) {
                if (end.getInt(at) == END_SIGNATURE) {
                    long bytes = end.getInt(at + 12) & 0xffffffffL;
                    if (bytes > MAX_LIST_BYTES) {
                        throw new BadInputException(
                                path + ": its list of entries has " + Count.of(bytes, "byte") + ", but at most "
                                        + MAX_LIST_BYTES + " are read; give a file that dcd store export wrote");
                    }
                    return;
                }
            }
        }
        throw new BadInputException(path + " is not a complete zip file (its end is missing)" + REMEDY);
    }

    private void list() {
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            if (entries.put(entry.getName(), entry) != null) {
                throw bad("has two entries " + show(entry.getName()));
            }
            if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
                throw bad("has the compressed entry " + show(entry.getName())
                        + ", but dcd store export writes uncompressed entries");
            }
        }
    }

    /** Contents of an entry of at most {@code maxBytes}. */
    byte[] bytes(String name, int maxBytes) throws IOException {
        ZipEntry entry = find(name);
        if (entry.getSize() > maxBytes) {
            throw bad("has " + Count.of(entry.getSize(), "byte") + " in " + show(name) + ", but at most "
                    + Count.of(maxBytes) + " are allowed");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) entry.getSize());
            if (bytes.length != entry.getSize()) {
                throw bad("ends in the middle of " + show(name));
            }
            return bytes;
        } catch (ZipException e) {
            throw bad("is damaged at " + show(name) + " (" + e.getMessage() + ")");
        }
    }

    /** Contents of an entry of at most {@code maxBytes}, compared with their hash. */
    byte[] bytes(String name, int maxBytes, String sha256) throws IOException {
        byte[] bytes = bytes(name, maxBytes);
        if (!Sha256.of(bytes).equals(sha256)) {
            throw bad("is damaged: " + show(name) + " differs from its SHA-256 in the file");
        }
        return bytes;
    }

    /** Reads a whole entry, and compares its size and hash. */
    void check(String name, long bytes, String sha256) throws IOException {
        ZipEntry entry = find(name);
        if (entry.getSize() != bytes) {
            throw bad("has " + Count.of(entry.getSize(), "byte") + " in " + show(name) + " instead of "
                    + Count.of(bytes));
        }
        MessageDigest sha = Sha256.digest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = zip.getInputStream(entry)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha.update(buffer, 0, n);
            }
        } catch (ZipException | EOFException e) {
            throw bad("is damaged at " + show(name) + " (" + e.getMessage() + ")");
        }
        if (!Sha256.hex(sha).equals(sha256)) {
            throw bad("is damaged: " + show(name) + " differs from its SHA-256 in the manifest");
        }
    }

    /** Opens an entry that has been checked. */
    InputStream open(String name) throws IOException {
        return zip.getInputStream(entries.get(name));
    }

    private ZipEntry find(String name) {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw bad("has no entry " + show(name));
        }
        read.add(name);
        return entry;
    }

    /** Refuses entries that were not read. */
    void requireAllRead() {
        entries.keySet().stream()
                .filter(name -> !read.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw bad("has the entry " + show(name) + ", which does not belong to a stage of the run");
                });
    }

    BadInputException bad(String problem) {
        return new BadInputException(path + " " + problem + REMEDY);
    }

    private static String show(String name) {
        int maxCharacters = 200;
        String line = name.replaceAll("\\p{Cntrl}", "?");
        return "'" + (line.length() > maxCharacters ? line.substring(0, maxCharacters) + "…" : line) + "'";
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
