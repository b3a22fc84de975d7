package org.dcd.transforms.data.folder;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.dcd.schemas.BadInputException;

/** The chunks of PNG files (W3C PNG, 5.3), whose checksums the Java reader does not look at. */
final class PngChunks {
    private static final int SIGNATURE = 8;
    private static final int IEND = 0x49454E44;
    private static final int TRNS = 0x74524E53;

    private PngChunks() {}

    /** The file, after a check that all its chunks are whole, up to the last. */
    static byte[] checked(byte[] png, String where) {
        ByteBuffer in = ByteBuffer.wrap(png).position(SIGNATURE);
        int type = 0;
        while (type != IEND) {
            int at = in.position();
            if (in.remaining() < 12 || in.getInt(at) < 0 || in.getInt(at) > in.remaining() - 12) {
                throw new BadInputException(
                        where + ": at byte " + at + ": the file ends within a chunk; it is cut off, get it again");
            }
            int length = in.getInt();
            type = in.getInt();
            CRC32 crc = new CRC32();
            crc.update(png, at + 4, length + 4);
            if ((int) crc.getValue() != in.getInt(at + 8 + length)) {
                throw new BadInputException(
                        where + ": at byte " + at + ": the checksum of a chunk is wrong; it is damaged, get it again");
            }
            if (type == TRNS) {
                throw new BadInputException(
                        where + ": at byte " + at + ": it has a transparent colour; convert it to one without");
            }
            in.position(at + 12 + length);
        }
        return png;
    }
}
