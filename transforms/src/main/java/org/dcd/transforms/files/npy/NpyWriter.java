package org.dcd.transforms.files.npy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Writes {@code .npy} files as {@code numpy.save} does: format 1.0, float64, row-major, little-endian. */
public final class NpyWriter {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    /** Elements start at a multiple of this offset. */
    private static final int ALIGNMENT = 64;

    private static final int BLOCK = 8192;

    private NpyWriter() {}

    /**
     * Writes an array.
     *
     * @param out receives the file; not closed
     * @param values elements, row-major
     * @param shape length of each dimension
     */
    public static void write(OutputStream out, double[] values, int... shape) throws IOException {
        long count = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
        if (count != values.length) {
            throw new IllegalArgumentException(
                    values.length + " elements do not fill an array of shape " + Arrays.toString(shape));
        }
        out.write(header(shape));
        ByteBuffer block = ByteBuffer.allocate(BLOCK * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; from += BLOCK) {
            int n = Math.min(BLOCK, values.length - from);
            block.clear().asDoubleBuffer().put(values, from, n);
            out.write(block.array(), 0, n * Double.BYTES);
        }
    }

    private static byte[] header(int... shape) {
        String lengths = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String tuple = "(" + lengths + (shape.length == 1 ? ",)" : ")");
        String text = "{'descr': '<f8', 'fortran_order': False, 'shape': " + tuple + ", }";
        int unpadded = MAGIC.length + Short.BYTES + text.length() + 1;
        String padded = text + " ".repeat((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT) + "\n";
        return ByteBuffer.allocate(MAGIC.length + Short.BYTES + padded.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putShort((short) padded.length())
                .put(padded.getBytes(StandardCharsets.US_ASCII))
                .array();
    }
}
