package org.dcd.transforms.files.npy;

import static org.dcd.transforms.files.npy.NpyHeader.bad;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An array of floats or complex numbers that {@code numpy.save} wrote, read from its start in pieces. Untrusted, as for
 * {@link NpyReader}.
 */
public final class NpyFile implements Closeable {
    private final String where;
    private final InputStream in;
    private final NumberType type;
    private final List<Integer> shape;
    private final long count;
    private long next;

    private NpyFile(String where, InputStream in, NumberType type, List<Integer> shape, long count) {
        this.where = where;
        this.in = in;
        this.type = type;
        this.shape = shape;
        this.count = count;
    }

    /**
     * Reads the header and holds it to the length of the file.
     *
     * @throws org.dcd.schemas.BadInputException when it is no such array
     */
    public static NpyFile open(Path file) throws IOException {
        String where = file.toString();
        NpyHeader header;
        try (InputStream in = Files.newInputStream(file)) {
            header = NpyHeader.read(in.readNBytes(NpyHeader.MOST_BYTES), where);
        }
        NumberType type = NumberType.of(header, where);
        long count = type.count(header.shape(), Files.size(file) - header.dataOffset(), where);
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.skipNBytes(header.dataOffset());
        } catch (IOException e) {
            in.close();
            throw e;
        }
        return new NpyFile(where, in, type, header.shape(), count);
    }

    /**
     * Reads the header of an array in an archive, row-major or column-major: which one is lost, so that only vectors
     * and symmetric matrices may be read so.
     *
     * @param in from its first byte on; closed with this
     * @param length bytes of it, as the archive says
     * @throws org.dcd.schemas.BadInputException when it is no array of real numbers
     */
    public static NpyFile ofEitherOrder(String where, InputStream in, long length) throws IOException {
        PushbackInputStream data = new PushbackInputStream(in, NpyHeader.MOST_BYTES);
        byte[] start = data.readNBytes(NpyHeader.MOST_BYTES);
        NpyHeader header = NpyHeader.read(start, where);
        data.unread(start, header.dataOffset(), start.length - header.dataOffset());
        NumberType type = NumberType.ofAnyOrder(header, where);
        if (type.complex()) {
            throw bad(where, "has complex elements of type " + header.type(), "write real numbers");
        }
        return new NpyFile(
                where, data, type, header.shape(), type.count(header.shape(), length - header.dataOffset(), where));
    }

    public List<Integer> shape() {
        return shape;
    }

    public boolean isComplex() {
        return type.complex();
    }

    /**
     * The next {@code elements} numbers: [1, elements] floats, or [2, elements] with the real parts first.
     *
     * @throws org.dcd.schemas.BadInputException when the file ends, or a number is not finite as a float
     */
    public float[] read(int elements) throws IOException {
        ByteBuffer data = data(elements);
        float[] values = new float[type.complex() ? 2 * elements : elements];
        for (int i = 0; i < elements; i++) {
            values[i] = finite(type.next(data), i);
            if (type.complex()) {
                values[elements + i] = finite(type.next(data), i);
            }
        }
        next += elements;
        return values;
    }

    /**
     * Fills a part of an array with the next real numbers, in double precision.
     *
     * @throws org.dcd.schemas.BadInputException when the file ends, or a number is not finite
     */
    public void read(double[] values, int from, int elements) throws IOException {
        ByteBuffer data = data(elements);
        for (int i = 0; i < elements; i++) {
            values[from + i] = type.next(data);
            if (!Double.isFinite(values[from + i])) {
                throw bad(
                        where,
                        "element " + (next + i) + " is " + values[from + i],
                        "replace what is not finite before numpy.save");
            }
        }
        next += elements;
    }

    private ByteBuffer data(int elements) throws IOException {
        if (elements > count - next) {
            throw new IllegalArgumentException(
                    where + ": asked for " + elements + " elements at " + next + " of " + count);
        }
        byte[] bytes = new byte[Math.multiplyExact(elements, type.bytes())];
        try {
            new DataInputStream(in).readFully(bytes);
        } catch (EOFException e) {
            throw bad(
                    where, "ends before element " + (next + elements) + " of " + count, "it has changed; get it again");
        }
        return ByteBuffer.wrap(bytes).order(type.order());
    }

    private float finite(double value, int i) {
        float single = (float) value;
        if (!Float.isFinite(single)) {
            throw bad(
                    where,
                    "element " + (next + i) + " is " + value + ", which is not finite in single precision",
                    "replace or scale such values before numpy.save");
        }
        return single;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
