package org.dcd.transforms.data.cifar;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.FailedDownload;

/**
 * Reads the regular files of a tar archive (POSIX.1-1988 ustar) compressed with gzip as a stream. Nothing is written to
 * disk, and only one header is in memory: extended headers, which may have any size, are skipped, so names have at most
 * 255 characters. The project has its own reader because commons-compress 1.27 keeps an extended header of any size in
 * memory: an archive of 600 kB with a name of 600 MB causes an OutOfMemoryError there.
 */
final class TarReader implements Closeable {
    private static final int BLOCK = 512;
    private static final int SIZE_AT = 124;
    private static final int CHECKSUM_AT = 148;
    private static final int TYPE_AT = 156;
    private static final int PREFIX_AT = 345;
    /** Limit on the uncompressed size against decompression bombs; CIFAR-10 has 187 MB. */
    private static final long MAX_BYTES = 1L << 30;

    private final Path path;
    private final InputStream in;
    private final byte[] header = new byte[BLOCK];
    /** Offset of the next header in the uncompressed archive. */
    private long position;

    private BatchFile current;

    static TarReader open(Path path) throws IOException {
        FailedDownload.reject(path);
        InputStream raw = Files.newInputStream(path);
        try {
            return new TarReader(path, new BufferedInputStream(new GZIPInputStream(raw, 1 << 16), 1 << 16));
        } catch (ZipException | EOFException e) {
            raw.close();
            throw new BadInputException(
                    path + ": at byte 0: not compressed with gzip, or truncated; get the archive again", e);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    private TarReader(Path path, InputStream in) {
        this.path = path;
        this.in = in;
    }

    /** Advances to the next regular file; false at the end of the archive. */
    boolean next() throws IOException {
        do {
            if (current != null) {
                current.skipRest();
                skipPadding();
            }
            new BatchFile(path + ": archive header " + position, BLOCK, in).readFully(header);
            if (isZero()) {
                return false;
            }
            checkSum();
            long size = octal(SIZE_AT, 12, "size");
            position += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
            if (size > MAX_BYTES || position > MAX_BYTES) {
                throw bad("entry " + name() + " with " + Count.of(size, "byte")
                        + " makes the archive larger than the limit of " + Count.of(MAX_BYTES, "byte"));
            }
            current = new BatchFile(path + ": entry " + name(), size, in);
        } while (header[TYPE_AT] != '0' && header[TYPE_AT] != 0);
        return true;
    }

    /** Path of the file in the archive; compared only, never used to open a file. */
    String name() {
        String name = text(0, 100);
        String prefix = text(PREFIX_AT, 155);
        boolean ustar = text(257, 6).equals("ustar");
        return ustar && !prefix.isEmpty() ? prefix + "/" + name : name;
    }

    BatchFile file() {
        return current;
    }

    private void skipPadding() throws IOException {
        int padding = (int) ((BLOCK - current.length() % BLOCK) % BLOCK);
        new BatchFile(path + ": after entry " + name(), padding, in).skipRest();
    }

    private boolean isZero() {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void checkSum() {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean ofChecksum = i >= CHECKSUM_AT && i < CHECKSUM_AT + 8;
            sum += ofChecksum ? ' ' : header[i] & 0xff;
        }
        long expected = octal(CHECKSUM_AT, 8, "checksum");
        if (sum != expected) {
            throw bad("the checksum of a header is " + sum + ", expected " + expected);
        }
    }

    private long octal(int at, int length, String name) {
        String digits = text(at, length).strip();
        if (!digits.matches("[0-7]{1,11}")) {
            throw bad("the " + name + " in a header is not an octal number");
        }
        return Long.parseLong(digits, 8);
    }

    private String text(int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.ISO_8859_1).replaceAll("\\p{Cntrl}", "?");
    }

    private BadInputException bad(String problem) {
        return new BadInputException(path + ": at byte " + position + " of the uncompressed archive: " + problem
                + "; get the archive again");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
