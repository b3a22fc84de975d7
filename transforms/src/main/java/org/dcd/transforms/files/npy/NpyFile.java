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
 * A {@code .npy} file with an array of real or complex floating-point numbers, read sequentially in parts. The file is
 * untrusted, see {@link NpyReader}.
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
     * Opens a file; reads its header and checks it against the file size.
     *
     * @throws org.dcd.schemas.BadInputException if it is not a row-major array of these types
     */
    public static NpyFile open(Path file) throws IOException {
        String where = file.toString();
        NpyHeader header;
        try (InputStream in = Files.newInputStream(file)) {
            header = NpyHeader.read(in.readNBytes(NpyHeader.MAX_BYTES), where);
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
     * Opens an array in an archive without regard to its element order. Use it for vectors and symmetric matrices only.
     *
     * @param where archive and entry, for error messages
     * @param in stream at the first byte of the entry; closed with this object
     * @param length length of the entry in bytes, according to the archive
     * @throws org.dcd.schemas.BadInputException if it is not an array of real numbers
     */
    public static NpyFile ofEitherOrder(String where, InputStream in, long length) throws IOException {
        PushbackInputStream data = new PushbackInputStream(in, NpyHeader.MAX_BYTES);
        byte[] start = data.readNBytes(NpyHeader.MAX_BYTES);
        NpyHeader header = NpyHeader.read(start, where);
        data.unread(start, header.dataOffset(), start.length - header.dataOffset());
        NumberType type = NumberType.ofAnyOrder(header, where);
        if (type.complex()) {
            throw bad(where, "has complex elements of type " + header.type(), "write real numbers");
        }
        return new NpyFile(
                where, data, type, header.shape(), type.count(header.shape(), length - header.dataOffset(), where));
    }

    /** Length of each dimension. */
    /** Length of each dimension. */
    public List<Integer> shape() {
        return shape;
    }

    /** Whether the elements are complex. */
    /** Whether the elements are complex. */
    public boolean isComplex() {
        return type.complex();
    }

    /**
     * Reads the next elements.
     *
     * @return [1, elements] for real arrays; [2, elements] for complex ones, real parts first
     * @throws org.dcd.schemas.BadInputException if the file ends early, or a number is not finite in single precision
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
     * Reads the next elements of a real array in double precision.
     *
     * @param values receives the elements
     * @param from index of the first one in {@code values}
     * @param elements number of elements
     * @throws org.dcd.schemas.BadInputException if the file ends early, or a number is not finite
     */
    public void read(double[] values, int from, int elements) throws IOException {
        ByteBuffer data = data(elements);
        for (int i = 0; i < elements; i++) {
            values[from + i] = type.next(data);
            if (!Double.isFinite(values[from + i])) {
                throw bad(
                        where,
                        "element " + (next + i) + " is " + values[from + i],
                        "replace values that are not finite before numpy.save");
            }
        }
        next += elements;
    }

    private ByteBuffer data(int elements) throws IOException {
        if (elements > count - next) {
            throw new IllegalArgumentException(
                    where + ": " + elements + " elements requested at position " + next + " of " + count);
        }
        byte[] bytes = new byte[Math.multiplyExact(elements, type.bytes())];
        try {
            new DataInputStream(in).readFully(bytes);
        } catch (EOFException e) {
            throw bad(
                    where,
                    "ends before element " + (next + elements) + " of " + count,
                    "it changed while it was read; get it again");
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
