package org.dcd.transforms.files.npy;

import static org.dcd.transforms.files.npy.NpyHeader.bad;

import java.nio.ByteBuffer;

/**
 * Reads small {@code .npy} files into memory. Files are untrusted: lengths are checked before memory is allocated, and
 * pickled objects, which NumPy reads with {@code allow_pickle}, are rejected without being read.
 */
public final class NpyReader {
    private NpyReader() {}

    /**
     * Reads a row-major complex array of type complex64 or complex128, in either byte order.
     *
     * @param file contents of the file
     * @param where path of the file, for error messages
     * @throws org.dcd.schemas.BadInputException if it is another array, or contains NaN or infinity
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
                        "replace values that are not finite before numpy.save");
            }
        }
        return new ComplexArray(
                header.shape().stream().mapToInt(Integer::intValue).toArray(), real, imaginary);
    }

    /**
     * A row-major array of complex numbers.
     *
     * @param shape length of each dimension
     * @param real real parts
     * @param imaginary imaginary parts
     */
    public record ComplexArray(int[] shape, double[] real, double[] imaginary) {}
}
