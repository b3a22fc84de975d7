package org.dcd.runners;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** IDX files of simple grey images. */
final class TinyImages {
    private TinyImages() {}

    /**
     * Writes images of two classes, with a bright left or right half, and some noise.
     *
     * @param n number of images
     * @param side width and height in pixels
     */
    static void write(Path data, int n, int side) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + n * side * side);
        images.putInt(0x803).putInt(n).putInt(side).putInt(side);
        ByteBuffer labels = ByteBuffer.allocate(8 + n).putInt(0x801).putInt(n);
        Random random = new Random(1);
        for (int i = 0; i < n; i++) {
            labels.put((byte) (i % 2));
            for (int k = 0; k < side * side; k++) {
                boolean bright = (k % side < side / 2) == (i % 2 == 0);
                images.put((byte) ((bright ? 200 : 20) + random.nextInt(40)));
            }
        }
        Files.write(data.resolve("images-idx3-ubyte"), images.array());
        Files.write(data.resolve("labels-idx1-ubyte"), labels.array());
    }
}
