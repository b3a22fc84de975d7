package org.dcd.transforms.npy;

import static org.dcd.transforms.npy.NpyHeader.bad;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Reads arrays that {@code numpy.save} wrote. Files are untrusted: lengths are checked before memory is taken, and
 * pickled objects, which NumPy itself reads with {@code allow_pickle}, are refused unread.
 */
public final class NpyReader {
    private NpyReader() {}

    /**
     * A complex array: complex64 or complex128 of either byte order, row-major.
     *
     * @param file all bytes of the file
     * @param where its path, for messages
     * @throws org.dcd.schemas.BadInputException when it is anything else, or holds NaN or infinity
     */
    public static ComplexArray complex(byte[] file, String where) {
        NpyHeader header = NpyHeader.read(file, where);
        int part = partBytes(header, where);
        int count = count(header, file.length - header.dataOffset(), 2 * part, where);
        ByteBuffer data = ByteBuffer.wrap(file)
                .position(header.dataOffset())
                .order(header.type().startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        double[] real = new double[count];
        double[] imaginary = new double[count];
        for (int i = 0; i < count; i++) {
            real[i] = part == Float.BYTES ? data.getFloat() : data.getDouble();
            imaginary[i] = part == Float.BYTES ? data.getFloat() : data.getDouble();
            if (!Double.isFinite(real[i]) || !Double.isFinite(imaginary[i])) {
                throw bad(
                        where,
                        "element " + i + " is " + real[i] + " + " + imaginary[i] + "i",
                        "replace what is not finite before numpy.save");
            }
        }
        return new ComplexArray(
                header.shape().stream().mapToInt(Integer::intValue).toArray(), real, imaginary);
    }

    /** Bytes of a real or imaginary part. */
    private static int partBytes(NpyHeader header, String where) {
        if (header.columnMajor()) {
            throw bad(
                    where,
                    "is column-major (fortran_order)",
                    "write it with numpy.save(path, numpy.ascontiguousarray(array))");
        }
        return switch (header.type()) {
            case "<c8", ">c8" -> Float.BYTES;
            case "<c16", ">c16" -> Double.BYTES;
            case "|O", "O" -> throw bad(
                    where,
                    "holds pickled Python objects, which are never read",
                    "write the array of numbers that is in it with numpy.save(path, array, allow_pickle=False)");
            default -> throw bad(
                    where,
                    "has elements of type " + header.type() + ", not complex64 (<c8) or complex128 (<c16)",
                    "write it with numpy.save(path, array.astype(numpy.complex64))");
        };
    }

    private static int count(NpyHeader header, int bytes, int elementBytes, String where) {
        List<Integer> shape = header.shape();
        long count = 1;
        for (int length : shape) {
            // no more than the bytes that are there, so that the product cannot overflow
            count = Math.min(count * length, Integer.MAX_VALUE);
        }
        if (count * elementBytes != bytes) {
            throw bad(
                    where,
                    "has " + bytes + " bytes of elements, but an array of shape " + shape + " and type " + header.type()
                            + " takes another number",
                    "it is damaged or cut off; get it again");
        }
        return (int) count;
    }
}
