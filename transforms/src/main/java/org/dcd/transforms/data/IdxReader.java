package org.dcd.transforms.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.FailedDownload;

/**
 * Reads one IDX file of bytes as a stream. The sizes in the header are checked against the file size before memory is
 * allocated. Positions are byte offsets into the uncompressed contents.
 */
final class IdxReader implements Closeable {
    private static final int IMAGES_MAGIC = 0x00000803;
    private static final int LABELS_MAGIC = 0x00000801;
    private static final int MAX_SIDE = 4096;
    /** Deflate cannot shrink its input by more (zlib technical details). */
    private static final long MAX_DEFLATION = 1032;

    private final Path file;
    private final boolean compressed;
    private final InputStream in;
    private long position;
    private final long count;
    private final int height;
    private final int width;

    static IdxReader openImages(Path file) throws IOException {
        return new IdxReader(file, IMAGES_MAGIC);
    }

    /** Opens a labels file; its elements have height and width 1. */
    static IdxReader openLabels(Path file) throws IOException {
        return new IdxReader(file, LABELS_MAGIC);
    }

    private IdxReader(Path file, int magic) throws IOException {
        this.file = file;
        compressed = file.getFileName().toString().endsWith(".gz");
        FailedDownload.reject(file);
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in = compressed ? decompress(raw) : raw;
            checkMagic(magic, readInt());
            count = size("number of elements", Integer.MAX_VALUE);
            height = magic == IMAGES_MAGIC ? size("height", MAX_SIDE) : 1;
            width = magic == IMAGES_MAGIC ? size("width", MAX_SIDE) : 1;
            checkLength();
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    private InputStream decompress(InputStream raw) throws IOException {
        try {
            return new GZIPInputStream(raw, 1 << 16);
        } catch (EOFException e) {
            throw bad(0, "the file is empty or truncated within its first bytes", "get it again");
        } catch (ZipException e) {
            throw bad(0, "not compressed with gzip (" + e.getMessage() + ")", "download it again, or rename it");
        }
    }

    private void checkMagic(int expected, int found) {
        if (found != expected) {
            throw bad(
                    0,
                    String.format("magic number 0x%08X, expected 0x%08X", found, expected),
                    switch (found) {
                        case LABELS_MAGIC -> "this is a labels file; give the path of the images file";
                        case IMAGES_MAGIC -> "this is an images file with the name of a labels file; rename it";
                        default -> "give an IDX file of unsigned bytes";
                    });
        }
    }

    private int size(String name, int most) throws IOException {
        long at = position;
        int size = readInt();
        if (size < 1 || size > most) {
            throw bad(
                    at,
                    name + " " + Integer.toUnsignedString(size) + " is not in [1, " + most + "]",
                    "the header is damaged; get the file again");
        }
        return size;
    }

    private void checkLength() throws IOException {
        long declared = position + count * height * width;
        long bytes = Files.size(file);
        String needs =
                "the header declares " + count + " x " + height + " x " + width + ", " + declared + " bytes in total, ";
        if (compressed ? declared > bytes * MAX_DEFLATION : declared > bytes) {
            throw bad(
                    4,
                    needs + "more than the file's " + bytes + (compressed ? " compressed" : "") + " bytes can hold",
                    "the file is truncated or its header is damaged; get it again");
        }
        if (!compressed && declared < bytes) {
            throw trailing(declared, bytes - declared + " bytes");
        }
    }

    /** Number of images or labels. */
    long count() {
        return count;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    long position() {
        return position;
    }

    /** Fills the array with the next bytes of the contents. */
    void readFully(byte[] target) throws IOException {
        int read;
        try {
            read = in.readNBytes(target, 0, target.length);
        } catch (ZipException | EOFException e) {
            throw bad(position, "the compressed data is damaged or truncated (" + e.getMessage() + ")", "get it again");
        }
        position += read;
        if (read < target.length) {
            throw bad(
                    position,
                    "the file ends " + (target.length - read) + " bytes early",
                    "it is truncated; get it again");
        }
    }

    /** Checks that the file ends here. For a compressed file this also checks the checksum. */
    void finish() throws IOException {
        int next;
        try {
            next = in.read();
        } catch (ZipException | EOFException e) {
            throw bad(position, "the compressed data is damaged (" + e.getMessage() + ")", "get it again");
        }
        if (next >= 0) {
            throw trailing(position, "bytes");
        }
    }

    BadInputException bad(long offset, String problem, String remedy) {
        return new BadInputException(
                file + ": at byte " + offset + (compressed ? " of its contents" : "") + ": " + problem + "; " + remedy);
    }

    private BadInputException trailing(long offset, String what) {
        return bad(
                offset,
                what + " follow the last element",
                "the header is damaged or the file is not IDX; get it again");
    }

    private int readInt() throws IOException {
        byte[] bytes = new byte[Integer.BYTES];
        readFully(bytes);
        return ByteBuffer.wrap(bytes).getInt();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
