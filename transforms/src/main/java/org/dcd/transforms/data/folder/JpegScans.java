package org.dcd.transforms.data.folder;

/**
 * The scans of a progressive JPEG file (ITU T.81, B.2.3 and G.1.1.1). If they do not contain all bits of the lowest
 * frequencies, decoders smooth block borders, and libraries do so differently.
 */
final class JpegScans {
    private static final int SCAN = 0xDA;
    private static final int END = 0xD9;
    /** Number of frequencies on which smoothing depends in libjpeg-turbo 2.1; libjpeg 6b uses the first 6. */
    private static final int SMOOTHED = 10;

    private static final int MAX_COMPONENTS = 4;
    private static final int MIN_FRAME = 8;
    private static final int MIN_SCAN = 6;

    private final byte[] jpeg;
    private int[] components = {};
    /** By component and frequency: whether all bits are present. */
    private boolean[][] complete = {};

    private JpegScans(byte[] jpeg) {
        this.jpeg = jpeg;
    }

    /** Whether all scans that smoothing depends on are present. */
    static boolean areWhole(byte[] jpeg) {
        JpegScans scans = new JpegScans(jpeg);
        scans.read();
        return scans.isComplete();
    }

    private void read() {
        int at = 2;
        while (at + 3 < jpeg.length) {
            int marker = u8(at + 1);
            boolean restart = marker >= 0xD0 && marker < 0xD8;
            if (u8(at) != 0xFF || marker == 0 || marker == 0xFF || restart) {
                at++; // coded data, or a fill byte
                continue;
            }
            int length = (u8(at + 2) << 8) | u8(at + 3);
            if (marker == END || at + 2 + length > jpeg.length) {
                return;
            }
            if (JpegMarkers.isFrame(marker) && length >= MIN_FRAME) {
                frame(at + 4, length);
            } else if (marker == SCAN && length >= MIN_SCAN) {
                scan(at + 4, length);
            }
            at += 2 + length;
        }
    }

    private void frame(int start, int length) {
        components = new int[Math.min(Math.min(u8(start + 5), MAX_COMPONENTS), (length - MIN_FRAME) / 3)];
        for (int i = 0; i < components.length; i++) {
            components[i] = u8(start + 6 + 3 * i);
        }
        complete = new boolean[components.length][SMOOTHED];
    }

    /** Ss and Se are the first and last frequency of the scan, Al is the number of low bits that it omits. */
    private void scan(int start, int length) {
        int count = Math.min(u8(start), (length - MIN_SCAN) / 2);
        int spectrum = start + 1 + 2 * count;
        if ((u8(spectrum + 2) & 15) > 0) {
            return;
        }
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < components.length; c++) {
                for (int k = u8(spectrum); k <= Math.min(u8(spectrum + 1), SMOOTHED - 1); k++) {
                    complete[c][k] |= components[c] == u8(start + 1 + 2 * i);
                }
            }
        }
    }

    private boolean isComplete() {
        for (boolean[] frequencies : complete) {
            for (boolean each : frequencies) {
                if (!each) {
                    return false;
                }
            }
        }
        return complete.length > 0;
    }

    private int u8(int index) {
        return jpeg[index] & 0xff;
    }
}
