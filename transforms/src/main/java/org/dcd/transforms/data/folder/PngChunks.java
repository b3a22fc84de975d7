package org.dcd.transforms.data.folder;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.dcd.schemas.BadInputException;

/** Checks the chunks of PNG files (W3C PNG, 5.3). The JDK's reader does not verify their checksums. */
final class PngChunks {
    private static final int SIGNATURE = 8;
    private static final int IEND = 0x49454E44;
    private static final int TRNS = 0x74524E53;

    private PngChunks() {}

    /** Returns the file after checking that all its chunks are complete, up to IEND. */
    static byte[] checked(byte[] png, String where) {
        ByteBuffer in = ByteBuffer.wrap(png).position(SIGNATURE);
        int type = 0;
        while (type != IEND) {
            int at = in.position();
            if (in.remaining() < 12 || in.getInt(at) < 0 || in.getInt(at) > in.remaining() - 12) {
                throw new BadInputException(
                        where + ": at byte " + at + ": the file ends within a chunk; it is truncated, get it again");
            }
            int length = in.getInt();
            type = in.getInt();
            CRC32 crc = new CRC32();
            crc.update(png, at + 4, length + 4);
            if ((int) crc.getValue() != in.getInt(at + 8 + length)) {
                throw new BadInputException(where + ": at byte " + at
                        + ": the checksum of a chunk is wrong; the file is damaged, get it again");
            }
            if (type == TRNS) {
                throw new BadInputException(where + ": at byte " + at
                        + ": the image has a transparent colour (tRNS chunk); convert it to one without");
            }
            in.position(at + 12 + length);
        }
        return png;
    }
}
