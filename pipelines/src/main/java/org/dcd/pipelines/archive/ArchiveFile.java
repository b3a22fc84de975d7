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
 * A file of a run, untrusted: entries are looked up by names that we make, never written to places that they name, and
 * are as long as they are in the file.
 */
final class ArchiveFile implements AutoCloseable {
    private static final String REMEDY = "; get it again, or write it again with dcd store export";
    private static final int END_BYTES = 22;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LONGEST_COMMENT = 65_535;

    /** Bytes of the list of entries, all of which is read at once; a run of a thousand files has 200 KB. */
    private static final int MOST_LIST_BYTES = 64 << 20;

    private final Path path;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();

    private ArchiveFile(Path path, ZipFile zip) {
        this.path = path;
        this.zip = zip;
    }

    /** @throws BadInputException when it is no whole zip file of stored entries */
    static ArchiveFile open(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new BadInputException(path + " is not a file; give one that dcd store export wrote");
        }
        requireShortList(path);
        ArchiveFile file;
        try {
            file = new ArchiveFile(path, new ZipFile(path.toFile()));
        } catch (ZipException | IllegalArgumentException e) {
            throw new BadInputException(path + " is not a whole zip file (" + e.getMessage() + ")" + REMEDY, e);
        }
        try {
            file.list();
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
        return file;
    }

    /** Java reads the whole list of entries, however long the file says that it is. */
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
                    if (bytes > MOST_LIST_BYTES) {
                        throw new BadInputException(path + ": its list of entries has " + Count.of(bytes, "byte")
                                + ", at most " + MOST_LIST_BYTES + " are read; it is no file of dcd store export");
                    }
                    return;
                }
            }
        }
        throw new BadInputException(path + " is not a whole zip file (it has no end)" + REMEDY);
    }

    private void list() {
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            if (entries.put(entry.getName(), entry) != null) {
                throw bad("has two entries " + show(entry.getName()));
            }
            if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
                throw bad("has the compressed entry " + show(entry.getName()) + ", and dcd store export writes none");
            }
        }
    }

    /** Contents of an entry. */
    byte[] bytes(String name, int most) throws IOException {
        ZipEntry entry = take(name);
        if (entry.getSize() > most) {
            throw bad("has " + Count.of(entry.getSize(), "byte") + " in " + show(name) + ", where at most "
                    + Count.of(most) + " make sense");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) entry.getSize());
            if (bytes.length != entry.getSize()) {
                throw bad("ends within " + show(name));
            }
            return bytes;
        } catch (ZipException e) {
            throw bad("is damaged at " + show(name) + " (" + e.getMessage() + ")");
        }
    }

    /** Contents of an entry that must have a hash. */
    byte[] bytes(String name, int most, String sha256) throws IOException {
        byte[] bytes = bytes(name, most);
        if (!Sha256.of(bytes).equals(sha256)) {
            throw bad("is damaged: " + show(name) + " has another SHA-256 than the file says");
        }
        return bytes;
    }

    /** Reads an entry to its end and holds it to its length and hash. */
    void check(String name, long bytes, String sha256) throws IOException {
        ZipEntry entry = take(name);
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
            throw bad("is damaged: " + show(name) + " has another SHA-256 than its manifest says");
        }
    }

    /** An entry that was checked. */
    InputStream open(String name) throws IOException {
        return zip.getInputStream(entries.get(name));
    }

    private ZipEntry take(String name) {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw bad("has no entry " + show(name));
        }
        taken.add(name);
        return entry;
    }

    /** Refuses what nothing asked for. */
    void requireNothingElse() {
        entries.keySet().stream()
                .filter(name -> !taken.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw bad("has the entry " + show(name) + ", which belongs to no stage of the run");
                });
    }

    BadInputException bad(String problem) {
        return new BadInputException(path + " " + problem + REMEDY);
    }

    private static String show(String name) {
        int most = 200;
        String line = name.replaceAll("\\p{Cntrl}", "?");
        return "'" + (line.length() > most ? line.substring(0, most) + "…" : line) + "'";
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
