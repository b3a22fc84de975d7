package org.dcd.transforms.files.zip;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.UnicodePathExtraField;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.FailedDownload;

/**
 * The files of a zip archive, read without unpacking. Names that leave the archive or occur twice are rejected, and
 * links are not followed.
 */
public final class SafeZip implements Closeable {
    /** Encoding of names without UTF-8 flag (APPNOTE 6.3.10, appendix D). */
    private static final String CODE_PAGE = "IBM437";

    private final Path archive;
    private final ZipFile zip;
    private final Map<String, ZipArchiveEntry> files = new LinkedHashMap<>();
    private final List<String> links = new ArrayList<>();

    /**
     * Opens an archive.
     *
     * @throws BadInputException if the file is not a zip archive, or has an entry whose name is rejected
     */
    public SafeZip(Path archive) throws IOException {
        this.archive = archive;
        SeekableByteChannel file = channel(archive);
        try {
            zip = ZipFile.builder()
                    .setSeekableByteChannel(file)
                    .setCharset(StandardCharsets.UTF_8)
                    .setIgnoreLocalFileHeader(true)
                    .get();
        } catch (IOException | RuntimeException e) {
            // commons-compress throws exceptions of many types for damaged directories
            file.close();
            throw new BadInputException(
                    archive + ": not a zip archive, or truncated or damaged (" + e.getMessage() + "); get it again", e);
        }
        try {
            addAll();
        } catch (RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static SeekableByteChannel channel(Path archive) throws IOException {
        try {
            FailedDownload.reject(archive);
            return new BlockChannel(Files.newByteChannel(archive));
        } catch (IOException e) {
            throw new BadInputException(archive + " cannot be read (" + e.getMessage() + "); give a zip archive", e);
        }
    }

    private void addAll() {
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            String given = nameOf(entry);
            boolean windows = entry.getPlatform() == ZipArchiveEntry.PLATFORM_FAT && given.indexOf('/') < 0;
            String name = windows ? given.replace('\\', '/') : given;
            boolean leaves = List.of(name.split("/", -1)).contains("..") || name.startsWith("/");
            if (leaves || name.indexOf('\\') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
                throw new BadInputException(where(given.replaceAll("\\p{Cntrl}", "?"))
                        + ": absolute names and names with .., \\ or control characters are rejected; pack the archive"
                        + " again");
            }
            String plain = plain(name);
            if (plain.isEmpty() || name.endsWith("/")) {
                continue;
            }
            if (entry.isUnixSymlink()) {
                links.add(plain);
            } else if (files.put(plain, entry) != null) {
                throw new BadInputException(where(plain) + ": the name occurs twice; pack the archive again");
            }
        }
    }

    /** Decodes a name as UTF-8 if the flag or an extra field (Info-ZIP) says so, or if it is valid; else as IBM437. */
    private static String nameOf(ZipArchiveEntry entry) {
        byte[] raw = entry.getRawName();
        if (raw == null) {
            return entry.getName();
        }
        if (entry.getGeneralPurposeBit().usesUTF8ForNames()) {
            return new String(raw, StandardCharsets.UTF_8);
        }
        if (entry.getExtraField(UnicodePathExtraField.UPATH_ID) instanceof UnicodePathExtraField field
                && field.getUnicodeName() != null) {
            CRC32 crc = new CRC32();
            crc.update(raw);
            if (crc.getValue() == field.getNameCRC32()) {
                return new String(field.getUnicodeName(), StandardCharsets.UTF_8);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            Charset page = Charset.isSupported(CODE_PAGE) ? Charset.forName(CODE_PAGE) : StandardCharsets.ISO_8859_1;
            return new String(raw, page);
        }
    }

    /** Removes {@code ./} and empty parts. */
    private static String plain(String name) {
        if (!name.startsWith("./") && !name.contains("/./") && !name.contains("//") && !name.equals(".")) {
            return name;
        }
        return Stream.of(name.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .collect(Collectors.joining("/"));
    }

    /** Names of the files, in the order of the archive's central directory. */
    public List<String> files() {
        return List.copyOf(files.keySet());
    }

    /** Names of symbolic links, which are not followed. */
    public List<String> links() {
        return List.copyOf(links);
    }

    /** Directory entry of a file; null if there is no such file. */
    public ZipEntry entry(String name) {
        return files.get(name);
    }

    /**
     * Opens a file of the archive.
     *
     * @throws BadInputException if it is encrypted, damaged, or compressed by an unsupported method
     */
    public InputStream open(String name) throws IOException {
        ZipArchiveEntry entry = files.get(name);
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw new BadInputException(where(name) + ": is encrypted; unpack the archive and give"
                    + " the folder, or pack it again without encryption");
        }
        if (entry.getMethod() != ZipEntry.STORED && entry.getMethod() != ZipEntry.DEFLATED) {
            throw new BadInputException(where(name) + ": is compressed by " + method(entry.getMethod())
                    + "; only stored and deflated files are read; unpack the archive and give the folder, or pack it"
                    + " again with zip");
        }
        try {
            InputStream in = zip.getInputStream(entry);
            if (in == null) {
                throw new ZipException("its offset in the archive is wrong");
            }
            return in;
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(name, e);
        }
    }

    /** Names of methods (APPNOTE 6.3.10, 4.4.5). */
    private static String method(int code) {
        String name =
                switch (code) {
                    case 1 -> "shrink";
                    case 2, 3, 4, 5 -> "reduce";
                    case 6 -> "implode";
                    case 9 -> "deflate64";
                    case 12 -> "bzip2";
                    case 14 -> "LZMA";
                    case 20, 93 -> "Zstandard";
                    case 95 -> "XZ";
                    case 96 -> "JPEG";
                    case 97 -> "WavPack";
                    case 98 -> "PPMd";
                    case 99 -> "AES encryption";
                    default -> "an unknown method";
                };
        return name + " (method " + code + ")";
    }

    /**
     * Checks length and CRC-32 of the contents of a file.
     *
     * @return {@code bytes}
     * @throws BadInputException if they do not match the directory of the archive
     */
    public byte[] checked(String name, byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = files.get(name);
        if (bytes.length != entry.getSize() || crc.getValue() != entry.getCrc()) {
            throw damaged(name, new ZipException("checksum or length does not match the archive's directory"));
        }
        return bytes;
    }

    /** Path of the archive and name of the entry, for error messages. */
    public String where(String name) {
        return archive + ": entry " + name;
    }

    /** Returns the exception for a file whose data is damaged. */
    public BadInputException damaged(String name, Exception why) {
        return new BadInputException(
                where(name) + ": the data is damaged or truncated (" + why.getMessage() + "); get it again", why);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
