package org.dcd.schemas.table;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * Makes the footers of Parquet files the same in every process. Parquet lists the encodings of a column in the order of
 * a hash set of enum constants, whose hash codes differ between processes. This stream buffers the end of a file and
 * sorts the lists before it writes it.
 */
final class OrderedFooter extends OutputStream {
    /** Length of the footer and {@code PAR1}. */
    static final int TAIL = Integer.BYTES + 4;

    /** A hundred times the length of a usual footer. Longer footers are written unchanged. */
    private static final int HELD = 1 << 20;

    private final OutputStream out;
    private final byte[] held = new byte[2 * HELD];
    private int count;

    OrderedFooter(OutputStream out) {
        this.out = out;
    }

    /** Sorts the lists of encodings by constant. */
    static FileMetaData order(byte[] footer) throws IOException {
        FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(footer));
        for (RowGroup group : metadata.getRow_groups()) {
            for (ColumnChunk column : group.getColumns()) {
                Collections.sort(column.getMeta_data().getEncodings());
            }
        }
        return metadata;
    }

    @Override
    public void write(int value) throws IOException {
        makeRoom(1);
        held[count++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        int direct = Math.max(0, length - HELD);
        if (direct > 0) {
            release(count);
            out.write(source, offset, direct);
        }
        makeRoom(length - direct);
        System.arraycopy(source, offset + direct, held, count, length - direct);
        count += length - direct;
    }

    private void makeRoom(int bytes) throws IOException {
        if (count + bytes > held.length) {
            release(count - HELD);
        }
    }

    /** Writes the first bytes of the buffer. */
    private void release(int bytes) throws IOException {
        out.write(held, 0, bytes);
        System.arraycopy(held, bytes, held, 0, count - bytes);
        count -= bytes;
    }

    /** Writes the rest of the file with the sorted footer. */
    void finish() throws IOException {
        int footer = ByteBuffer.wrap(held).order(ByteOrder.LITTLE_ENDIAN).getInt(count - TAIL);
        if (footer > count - TAIL) {
            release(count);
            return;
        }
        int start = count - TAIL - footer;
        byte[] bytes = new byte[footer];
        System.arraycopy(held, start, bytes, 0, footer);
        ByteArrayOutputStream ordered = new ByteArrayOutputStream(footer);
        Util.writeFileMetaData(order(bytes), ordered);
        ByteBuffer tail = ByteBuffer.allocate(TAIL).order(ByteOrder.LITTLE_ENDIAN);
        tail.putInt(ordered.size()).put(held, count - Integer.BYTES, Integer.BYTES);
        release(start);
        ordered.writeTo(out);
        out.write(tail.array());
        count = 0;
    }
}
