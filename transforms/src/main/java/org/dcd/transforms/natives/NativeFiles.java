package org.dcd.transforms.natives;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * Copies files from jars to a folder, from which the operating system loads them. Truncated or modified copies are
 * replaced. Contents are compared by the CRC-32 in the jar, but only if a copy is new or was modified since the last
 * check.
 */
final class NativeFiles {
    /** Suffixes of auxiliary files, which are next to the folder because DJL loads all files in it. */
    private static final String LOCK = ".lock";
    /** List of verified copies: a line with name, size, mtime and CRC-32 for each file. */
    private static final String INTACT = ".intact";

    private static final String PART = ".part";
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path folder;

    private NativeFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Ensures that a folder contains intact copies of all files. Processes may call this concurrently.
     *
     * @param folder target folder
     * @param files jar entries by the names of their copies
     */
    static void extract(Path folder, Map<String, URL> files) throws IOException {
        NativeFiles copies = new NativeFiles(folder);
        Map<String, JarEntry> entries = new TreeMap<>();
        for (Map.Entry<String, URL> file : files.entrySet()) {
            entries.put(file.getKey(), ((JarURLConnection) file.getValue().openConnection()).getJarEntry());
        }
        if (!copies.areVerified(entries)) {
            copies.extract(files, entries);
        }
    }

    private boolean areVerified(Map<String, JarEntry> entries) throws IOException {
        Map<String, String> verified = verified();
        for (Map.Entry<String, JarEntry> file : entries.entrySet()) {
            if (!line(file.getKey(), file.getValue()).equals(verified.get(file.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private void extract(Map<String, URL> files, Map<String, JarEntry> entries) throws IOException {
        StringBuilder intact = new StringBuilder();
        if (Files.isDirectory(folder) && !Files.isWritable(folder)) {
            // copies of another user, which can be verified but not replaced
            for (Map.Entry<String, JarEntry> file : entries.entrySet()) {
                if (!isIntact(file.getKey(), file.getValue())) {
                    throw new IOException(
                            folder.resolve(file.getKey()) + " is missing or damaged, and the folder is not writable");
                }
            }
            return;
        }
        Files.createDirectories(folder);
        try (FileChannel lock = FileChannel.open(beside(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock(lock);
            deleteParts();
            for (Map.Entry<String, JarEntry> file : entries.entrySet()) {
                if (!isIntact(file.getKey(), file.getValue())) {
                    copy(files.get(file.getKey()), file.getKey(), file.getValue());
                }
                intact.append(line(file.getKey(), file.getValue())).append('\n');
            }
            Path fresh = part();
            Files.writeString(fresh, intact);
            Files.move(fresh, beside(INTACT), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** If the file system has no locks, two processes may copy the same file, under different temporary names. */
    private static void lock(FileChannel channel) {
        try {
            channel.lock();
        } catch (IOException noLocksHere) {
            return;
        }
    }

    /** Deletes temporary files of processes that were killed while copying. */
    private void deleteParts() throws IOException {
        try (DirectoryStream<Path> parts =
                Files.newDirectoryStream(folder.getParent(), "." + folder.getFileName() + "-*" + PART)) {
            for (Path part : parts) {
                Files.deleteIfExists(part);
            }
        }
    }

    private Path beside(String ending) {
        return folder.resolveSibling("." + folder.getFileName() + ending);
    }

    /** A new name for an incomplete file. */
    private Path part() {
        return beside("-" + UUID.randomUUID() + PART);
    }

    private boolean isIntact(String name, JarEntry entry) throws IOException {
        Path copy = folder.resolve(name);
        if (!Files.isRegularFile(copy) || Files.size(copy) != entry.getSize()) {
            return false;
        }
        try (InputStream in = Files.newInputStream(copy)) {
            return crc(in, OutputStream.nullOutputStream()) == entry.getCrc();
        }
    }

    /** Line in the list of verified copies, for the current state of a copy. */
    private String line(String name, JarEntry entry) throws IOException {
        try {
            Path copy = folder.resolve(name);
            return name + " " + Files.size(copy) + " "
                    + Files.getLastModifiedTime(copy).toInstant() + " " + Long.toHexString(entry.getCrc()) + " "
                    + entry.getSize();
        } catch (NoSuchFileException missing) {
            return "";
        }
    }

    private Map<String, String> verified() throws IOException {
        Map<String, String> verified = new HashMap<>();
        Path file = beside(INTACT);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            for (String line : Files.readString(file).split("\n")) {
                verified.put(line.replaceFirst(" .*", ""), line);
            }
        }
        return verified;
    }

    private void copy(URL from, String name, JarEntry entry) throws IOException {
        Path fresh = part();
        try {
            try (InputStream in = from.openStream();
                    FileChannel out =
                            FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                long crc = crc(in, Channels.newOutputStream(out));
                out.force(true);
                if (crc != entry.getCrc() || out.size() != entry.getSize()) {
                    throw new IOException(from + " is damaged; build the project again");
                }
            }
            Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static long crc(InputStream in, OutputStream copy) throws IOException {
        CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int n = checked.read(buffer); n >= 0; n = checked.read(buffer)) {
            copy.write(buffer, 0, n);
        }
        return checked.getChecksum().getValue();
    }
}
