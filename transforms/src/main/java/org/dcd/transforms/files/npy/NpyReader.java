package org.dcd.transforms.files.npy;

import static org.dcd.transforms.files.npy.NpyHeader.bad;

import java.nio.ByteBuffer;

/**
 * Reads small arrays that {@code numpy.save} wrote. Files are untrusted: lengths are checked before memory is taken,
 * and pickled objects, which NumPy itself reads with {@code allow_pickle}, are refused unread.
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
        NumberType type = NumberType.of(header, where);
        if (!type.complex()) {
            throw bad(
                    where,
                    "has elements of type " + header.type() + ", not complex64 (<c8) or complex128 (<c16)",
                    "write it with numpy.save(path, array.astype(numpy.complex64))");
        }
        int count = Math.toIntExact(type.count(header.shape(), file.length - header.dataOffset(), where));
        ByteBuffer data = ByteBuffer.wrap(file).position(header.dataOffset()).order(type.order());
        double[] real = new double[count];
        double[] imaginary = new double[count];
        for (int i = 0; i < count; i++) {
            real[i] = type.next(data);
            imaginary[i] = type.next(data);
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

    /**
     * An array of complex numbers, row-major.
     *
     * @param shape length of each dimension
     */
    public record ComplexArray(int[] shape, double[] real, double[] imaginary) {}
}
