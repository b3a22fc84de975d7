package org.dcd.transforms.data.folder;

import java.io.DataInputStream;
import java.io.IOException;

/** The markers of JPEG files (ITU T.81, table B.1). */
final class JpegMarkers {
    private static final int JFIF = 0xE0;
    private static final int ADOBE = 0xEE;
    private static final int COMMENT = 0xFE;
    private static final int PROGRESSIVE = 0xC2;
    /** Version 1.1, square pixels, no preview. */
    private static final byte[] JFIF_SEGMENT = {
        (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    private JpegMarkers() {}

    /** The next marker; 0 if the next bytes are not a marker. */
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

    /** Whether a marker starts a frame, which contains the size of the image. */
    static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    /** Whether all decoders read such a frame: baseline, extended or progressive, with Huffman codes. */
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
     * Prepares a file so that all decoders interpret its colours alike. Metadata segments before the first scan become
     * comments, in place, so that no decoder applies them; JFIF and Adobe segments, which define the colour space,
     * remain. If there is neither, colours are YCbCr unless the components are named R, G and B, as in libjpeg. The
     * JDK's reader would guess differently, so a JFIF segment is inserted.
     */
    static byte[] plain(byte[] jpeg) {
        boolean hasColourSpace = false;
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
                return hasColourSpace || grey || named ? jpeg : withJfif(jpeg);
            }
            if (!hasSegment(marker)) {
                return jpeg;
            }
            if (marker == JFIF || marker == ADOBE) {
                hasColourSpace |= jpeg[at + 4] == (marker == JFIF ? 'J' : 'A');
            } else if (marker >= 0xE0 && marker <= 0xEF) {
                jpeg[at + 1] = (byte) COMMENT;
            }
            at += 2 + (((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff));
        }
        return jpeg;
    }

    private static byte[] withJfif(byte[] jpeg) {
        byte[] marked = new byte[jpeg.length + JFIF_SEGMENT.length];
        System.arraycopy(jpeg, 0, marked, 0, 2);
        System.arraycopy(JFIF_SEGMENT, 0, marked, 2, JFIF_SEGMENT.length);
        System.arraycopy(jpeg, 2, marked, 2 + JFIF_SEGMENT.length, jpeg.length - 2);
        return marked;
    }
}
