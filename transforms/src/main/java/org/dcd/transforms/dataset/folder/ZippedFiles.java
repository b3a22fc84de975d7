package org.dcd.transforms.dataset.folder;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.dcd.schemas.BadInputException;

/** The files of a zip archive, read in place: nothing is unpacked. */
final class ZippedFiles extends ImageFiles {
    private final ZipFile zip;

    ZippedFiles(Path archive) throws IOException {
        super(archive);
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
                add(name);
            }
        }
        finish();
    }

    @Override
    InputStream open(String name) throws IOException {
        try {
            return zip.getInputStream(zip.getEntry(name));
        } catch (ZipException | EOFException e) {
            throw damaged(name, e);
        }
    }

    @Override
    byte[] read(String name, int most) throws IOException {
        byte[] bytes = super.read(name, most);
        ZipEntry entry = zip.getEntry(name);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        if (bytes.length != entry.getSize() || crc.getValue() != entry.getCrc()) {
            throw damaged(name, new ZipException("checksum or length is not that of the archive's directory"));
        }
        return bytes;
    }

    @Override
    String where(String name) {
        return path() + ": entry " + name;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
