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
 * The files of a zip archive, read in place: nothing is unpacked, no name leads out of it or occurs twice, links are
 * not followed.
 */
public final class SafeZip implements Closeable {
    /** What archives without a flag for UTF-8 have names in (APPNOTE 6.3.10, appendix D). */
    private static final String CODE_PAGE = "IBM437";

    private final Path archive;
    private final ZipFile zip;
    private final Map<String, ZipArchiveEntry> files = new LinkedHashMap<>();
    private final List<String> links = new ArrayList<>();

    /** @throws BadInputException when it is not an archive, or has a name that is refused */
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
            // the reader answers damaged directories with exceptions of many kinds
            file.close();
            throw new BadInputException(
                    archive + ": not a zip archive, or cut off or damaged (" + e.getMessage() + "); get it again", e);
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
                        + ": names with .., \\ or control characters, or from the root, are refused; pack the archive"
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

    /** In UTF-8 where that is flagged, said by an extra field (Info-ZIP), or possible; else in the code page. */
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

    /** Without {@code ./}. */
    private static String plain(String name) {
        if (!name.startsWith("./") && !name.contains("/./") && !name.contains("//") && !name.equals(".")) {
            return name;
        }
        return Stream.of(name.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .collect(Collectors.joining("/"));
    }

    /** Names of the files, in the order of the archive's directory. */
    public List<String> files() {
        return List.copyOf(files.keySet());
    }

    /** Names of symbolic links, which are not followed. */
    public List<String> links() {
        return List.copyOf(links);
    }

    /** The directory's entry of a file, or null when there is none. */
    public ZipEntry entry(String name) {
        return files.get(name);
    }

    /**
     * Opens a file of the archive.
     *
     * @throws BadInputException when it is encrypted, or compressed by a method that is not read
     */
    public InputStream open(String name) throws IOException {
        ZipArchiveEntry entry = files.get(name);
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw new BadInputException(where(name) + ": is encrypted; unpack the archive with its password and give"
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
                throw new ZipException("its place in the archive is wrong");
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
