package org.dcd.transforms.files.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Valid and invalid files in the format of numpy.save. */
public final class Npy {
    private Npy() {}

    /** A file with the given header of version 1. */
    public static byte[] file(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(10 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) text.length)
                .put(text)
                .put(data)
                .array();
    }

    /** The header of a row-major array. */
    public static String header(String type, String shape) {
        return "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }          \n";
    }

    /** Single-precision numbers, with alternating real and imaginary parts. */
    public static byte[] floats(ByteOrder order, float... parts) {
        ByteBuffer data = ByteBuffer.allocate(Float.BYTES * parts.length).order(order);
        for (float part : parts) {
            data.putFloat(part);
        }
        return data.array();
    }
}
