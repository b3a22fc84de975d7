package org.dcd.transforms.data.cifar;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.dcd.transforms.data.IdxBytes;
import org.dcd.transforms.files.pickle.PickleBytes;

/** Tiny files of CIFAR-10 for tests. */
public final class CifarBytes {
    static final int PIXELS = 3 * 32 * 32;

    private CifarBytes() {}

    /** Random pixels of n images. */
    static byte[] pixels(int n, long seed) {
        byte[] pixels = new byte[n * PIXELS];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }

    /** A batch of the binary version. */
    public static byte[] binary(byte[] labels, byte[] pixels) {
        ByteBuffer records = ByteBuffer.allocate(labels.length * (1 + PIXELS));
        for (int i = 0; i < labels.length; i++) {
            records.put(labels[i]).put(pixels, i * PIXELS, PIXELS);
        }
        return records.array();
    }

    /** A batch as written by Python 2's cPickle with protocol 2. */
    static byte[] pickle(byte[] labels, byte[] pixels) {
        PickleBytes pickle = new PickleBytes()
                .raw(0x80, 2, '}', 'q', 1, '(')
                .text("batch_label")
                .text("training batch 1 of 5")
                .text("labels")
                .raw(']', 'q', 2, '(');
        for (byte label : labels) {
            pickle.raw('K', label);
        }
        return pickle.raw('e')
                .text("data")
                .line("cnumpy.core.multiarray")
                .line("_reconstruct")
                .raw('q', 3)
                .line("cnumpy")
                .line("ndarray")
                .raw('K', 0, 0x85)
                .text("b")
                .raw(0x87, 'R', 'q', 4, '(', 'K', 1, 'M', labels.length & 0xff, labels.length >> 8, 'M', 0, 12, 0x86)
                .line("cnumpy")
                .line("dtype")
                .text("u1")
                .raw('K', 0, 'K', 1, 0x87, 'R', '(', 'K', 3)
                .text("|")
                .raw('N', 'N', 'N', 'J', 255, 255, 255, 255, 'J', 255, 255, 255, 255, 'K', 0, 't', 'b', 0x89)
                .bytes(pixels)
                .raw('t', 'b')
                .text("filenames")
                .raw(']')
                .raw('u', '.')
                .toBytes();
    }

    /** A tar archive compressed with gzip. */
    static byte[] tarGz(Map<String, byte[]> files) {
        return IdxBytes.gzip(tar(files));
    }

    static byte[] tar(Map<String, byte[]> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        files.forEach((name, bytes) -> {
            byte[] header = new byte[512];
            put(header, 0, name);
            put(header, 100, "0000644");
            put(header, 124, String.format("%011o", bytes.length));
            header[156] = (byte) (name.endsWith("/") ? '5' : '0');
            put(header, 257, "ustar");
            put(header, 148, "        ");
            int sum = 0;
            for (byte b : header) {
                sum += b & 0xff;
            }
            put(header, 148, String.format("%06o\0 ", sum));
            out.writeBytes(header);
            out.writeBytes(bytes);
            out.writeBytes(new byte[(512 - bytes.length % 512) % 512]);
        });
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
