package org.dcd.transforms.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** IDX files for tests. */
public final class IdxBytes {
    private IdxBytes() {}

    /** A file of images with the given pixels. */
    public static byte[] images(int n, int height, int width, byte[] pixels) {
        return ByteBuffer.allocate(16 + pixels.length)
                .putInt(0x803)
                .putInt(n)
                .putInt(height)
                .putInt(width)
                .put(pixels)
                .array();
    }

    /** A file of images with random pixels. */
    public static byte[] images(int n, int side) {
        byte[] pixels = new byte[n * side * side];
        new Random(n).nextBytes(pixels);
        return images(n, side, side, pixels);
    }

    public static byte[] labels(int... labels) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + labels.length).putInt(0x801).putInt(labels.length);
        for (int label : labels) {
            bytes.put((byte) label);
        }
        return bytes.array();
    }

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
