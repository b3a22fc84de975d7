package org.dcd.transforms.dataset.folder;

import java.io.DataInputStream;
import java.io.IOException;

/** The markers of JPEG files (ITU T.81, table B.1). */
final class JpegMarkers {
    private static final int JFIF = 0xE0;
    private static final int ADOBE = 0xEE;
    private static final int COMMENT = 0xFE;
    private static final int PROGRESSIVE = 0xC2;
    private static final int SCAN = 0xDA;
    private static final int END = 0xD9;
    /** Frequencies of a block whose lack makes decoders smooth over block borders, each in its own way. */
    private static final int SMOOTHED = 10;

    private static final int MOST_COMPONENTS = 4;
    /** Version 1.1, square pixels, no preview. */
    private static final byte[] JFIF_SEGMENT = {
        (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    private JpegMarkers() {}

    /** The next marker, 0 when something else comes. */
    static int next(DataInputStream in) throws IOException {
        if (in.readUnsignedByte() != 0xFF) {
            return 0;
        }
        int marker = 0xFF;
        while (marker == 0xFF) {
            marker = in.readUnsignedByte();
        }
        return marker;
    }

    /** Start of frame, with the size of the image. */
    static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    /** Frames that all decoders read: baseline, extended and progressive, with Huffman codes. */
    static boolean isHuffman(int frame) {
        return frame >= 0xC0 && frame <= PROGRESSIVE;
    }

    static boolean isProgressive(int frame) {
        return frame == PROGRESSIVE;
    }

    /** Whether a marker before the first scan has a length and contents. */
    static boolean hasSegment(int marker) {
        return marker >= 0xC0 && !(marker >= 0xD0 && marker <= 0xDA);
    }

    /**
     * The file as decoders should see it. Metadata before the first scan (Exif, colour profiles and others, but not
     * JFIF and Adobe, which tell how colours are coded) becomes comments, in place, so that no decoder parses or
     * applies it. Colours without either are YCbCr as in libjpeg, unless their components are named R, G and B: that is
     * said by a JFIF segment in front, where the JDK's reader would guess otherwise.
     */
    static byte[] plain(byte[] jpeg) {
        boolean told = false;
        int at = 2;
        while (at + 17 < jpeg.length && (jpeg[at] & 0xff) == 0xFF) {
            int marker = jpeg[at + 1] & 0xff;
            if (marker == 0xFF) {
                at++;
                continue;
            }
            if (isFrame(marker)) {
                boolean grey = jpeg[at + 9] == 1;
                boolean named = jpeg[at + 10] == 'R' && jpeg[at + 13] == 'G' && jpeg[at + 16] == 'B';
                return told || grey || named ? jpeg : withJfif(jpeg);
            }
            if (!hasSegment(marker)) {
                return jpeg;
            }
            if (marker == JFIF || marker == ADOBE) {
                told |= jpeg[at + 4] == (marker == JFIF ? 'J' : 'A');
            } else if (marker >= 0xE0 && marker <= 0xEF) {
                jpeg[at + 1] = (byte) COMMENT;
            }
            at += 2 + (((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff));
        }
        return jpeg;
    }

    /**
     * Whether the scans of a progressive file give the lowest frequencies of every component to the last bit. Where
     * they do not, a decoder invents what is missing.
     */
    static boolean isRefined(byte[] jpeg) {
        int[] components = new int[0];
        boolean[][] whole = new boolean[0][];
        int at = 2;
        while (at + 3 < jpeg.length) {
            int marker = jpeg[at + 1] & 0xff;
            boolean inScan = (jpeg[at] & 0xff) != 0xFF || marker == 0 || marker >= 0xD0 && marker < END;
            if (inScan || marker == 0xFF) {
                at++;
                continue;
            }
            if (marker == END) {
                break;
            }
            int length = ((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff);
            if (at + 2 + length > jpeg.length) {
                return false;
            }
            if (isFrame(marker)) {
                int count = Math.min(Math.min(jpeg[at + 9] & 0xff, MOST_COMPONENTS), (length - 8) / 3);
                components = new int[Math.max(0, count)];
                for (int i = 0; i < components.length; i++) {
                    components[i] = jpeg[at + 10 + 3 * i];
                }
                whole = new boolean[components.length][SMOOTHED];
            } else if (marker == SCAN) {
                int count = Math.max(0, Math.min(jpeg[at + 4] & 0xff, (length - 6) / 2));
                int spectrum = at + 5 + 2 * count;
                boolean last = (jpeg[spectrum + 2] & 15) == 0;
                for (int i = 0; last && i < count; i++) {
                    for (int c = 0; c < components.length; c++) {
                        if (components[c] == jpeg[at + 5 + 2 * i]) {
                            int to = Math.min(SMOOTHED - 1, jpeg[spectrum + 1] & 0xff);
                            for (int k = jpeg[spectrum] & 0xff; k <= to; k++) {
                                whole[c][k] = true;
                            }
                        }
                    }
                }
            }
            at += 2 + length;
        }
        for (boolean[] frequencies : whole) {
            for (boolean known : frequencies) {
                if (!known) {
                    return false;
                }
            }
        }
        return whole.length > 0;
    }

    private static byte[] withJfif(byte[] jpeg) {
        byte[] told = new byte[jpeg.length + JFIF_SEGMENT.length];
        System.arraycopy(jpeg, 0, told, 0, 2);
        System.arraycopy(JFIF_SEGMENT, 0, told, 2, JFIF_SEGMENT.length);
        System.arraycopy(jpeg, 2, told, 2 + JFIF_SEGMENT.length, jpeg.length - 2);
        return told;
    }
}
