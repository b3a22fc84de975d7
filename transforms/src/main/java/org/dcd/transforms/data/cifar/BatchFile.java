package org.dcd.transforms.data.cifar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;

/** A file of known length, alone or within an archive, that is read once from front to back. */
final class BatchFile {
    private final String where;
    private final long length;
    private final InputStream in;
    private long position;

    /**
     * @param where path, and entry of an archive
     * @param length bytes of the file, with which it ends even where the stream goes on
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

    /** The next bytes, all that the array can take. */
    void readFully(byte[] target) throws IOException {
        int wanted = (int) Math.min(target.length, length - position);
        int read;
        try {
            read = in.readNBytes(target, 0, wanted);
        } catch (ZipException | EOFException e) {
            throw bad(position, "the compressed data is damaged or cut off (" + e.getMessage() + ")", "get it again");
        }
        position += read;
        if (read < target.length) {
            throw bad(
                    position,
                    "the file ends, " + Count.of(target.length - read, "byte") + " short",
                    "it is cut off; get it again");
        }
    }

    /** Passes over what was not read. */
    void skipRest() throws IOException {
        byte[] buffer = new byte[1 << 16];
        while (position < length) {
            readFully(length - position < buffer.length ? new byte[(int) (length - position)] : buffer);
        }
    }

    /** Where a byte of the file is, for messages. */
    String place(long offset) {
        return where + ": at byte " + offset;
    }

    BadInputException bad(long offset, String problem, String remedy) {
        return new BadInputException(place(offset) + ": " + problem + "; " + remedy);
    }
}
