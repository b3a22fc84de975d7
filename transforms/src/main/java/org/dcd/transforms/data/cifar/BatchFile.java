package org.dcd.transforms.data.cifar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;

/** A file of known length, alone or in an archive, that is read once sequentially. */
final class BatchFile {
    private final String where;
    private final long length;
    private final InputStream in;
    private long position;

    /**
     * @param where path, and entry of the archive if there is one
     * @param length bytes of the file; the stream may continue after them
     */
    BatchFile(String where, long length, InputStream in) {
        this.where = where;
        this.length = length;
        this.in = in;
    }

    long length() {
        return length;
    }

    /** Bytes read so far. */
    long position() {
        return position;
    }

    /** Fills the array with the next bytes. */
    void readFully(byte[] target) throws IOException {
        int wanted = (int) Math.min(target.length, length - position);
        int read;
        try {
            read = in.readNBytes(target, 0, wanted);
        } catch (ZipException | EOFException e) {
            throw bad(position, "the compressed data is damaged or truncated (" + e.getMessage() + ")", "get it again");
        }
        position += read;
        if (read < target.length) {
            throw bad(
                    position,
                    "the file ends " + Count.of(target.length - read, "byte") + " early",
                    "it is truncated; get it again");
        }
    }

    /** Skips the bytes that were not read. */
    void skipRest() throws IOException {
        byte[] buffer = new byte[1 << 16];
        while (position < length) {
            readFully(length - position < buffer.length ? new byte[(int) (length - position)] : buffer);
        }
    }

    /** Position of a byte, for error messages. */
    String place(long offset) {
        return where + ": at byte " + offset;
    }

    BadInputException bad(long offset, String problem, String remedy) {
        return new BadInputException(place(offset) + ": " + problem + "; " + remedy);
    }
}
