package org.dcd.transforms.archive;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.NotData;

/** The files of a zip archive, read in place: nothing is unpacked, no name leads out of it or occurs twice. */
public final class SafeZip implements Closeable {
    private final Path archive;
    private final ZipFile zip;
    private final Map<String, ZipEntry> files = new LinkedHashMap<>();

    /** @throws BadInputException when it is not an archive, or has a name that is refused */
    public SafeZip(Path archive) throws IOException {
        this.archive = archive;
        NotData.refuse(archive);
        try {
            zip = new ZipFile(archive.toFile());
        } catch (IOException e) {
            throw new BadInputException(
                    archive + ": not a zip archive, or cut off, damaged or encrypted (" + e.getMessage()
                            + "); get it again",
                    e);
        }
        try {
            addAll();
        } catch (RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private void addAll() {
        Set<String> seen = new HashSet<>();
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String name = entry.getName();
            boolean leaves = List.of(name.split("/", -1)).contains("..") || name.startsWith("/");
            if (leaves || name.indexOf('\\') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
                throw new BadInputException(where(name.replaceAll("\\p{Cntrl}", "?"))
                        + ": names with .., \\ or control characters, or from the root, are refused; pack the archive"
                        + " again");
            }
            if (!seen.add(name)) {
                throw new BadInputException(where(name) + ": the name occurs twice; pack the archive again");
            }
            if (!entry.isDirectory()) {
                files.put(name, entry);
            }
        }
    }

    /** Names of the files, in the order of the archive's directory. */
    public List<String> files() {
        return List.copyOf(files.keySet());
    }

    /** The directory's entry of a file, or null when there is none. */
    public ZipEntry entry(String name) {
        return files.get(name);
    }

    /** Opens a file of the archive. */
    public InputStream open(String name) throws IOException {
        try {
            return zip.getInputStream(files.get(name));
        } catch (ZipException | EOFException e) {
            throw damaged(name, e);
        }
    }

    /**
     * Passes on all bytes of a file.
     *
     * @throws BadInputException when they are not those that the archive was packed from
     */
    public byte[] checked(String name, byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = files.get(name);
        if (bytes.length != entry.getSize() || crc.getValue() != entry.getCrc()) {
            throw damaged(name, new ZipException("checksum or length is not that of the archive's directory"));
        }
        return bytes;
    }

    /** Path of the archive and file within, for messages. */
    public String where(String name) {
        return archive + ": entry " + name;
    }

    public BadInputException damaged(String name, Exception why) {
        return new BadInputException(
                where(name) + ": the data is damaged or cut off (" + why.getMessage() + "); get it again", why);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
