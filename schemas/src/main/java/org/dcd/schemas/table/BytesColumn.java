package org.dcd.schemas.table;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.table.FooterCheck.Damage;

/**
 * Random access to the values of a bytes column. Tables are neither compressed nor encoded, so values of equal length
 * are consecutive in the files. Memory holds the start of every page, 16 bytes for about a megabyte. Checksums of pages
 * are not verified here; read the table once before.
 *
 * <p>Reads complete values even while its thread is interrupted, and keeps the interrupt status. Thread-safe.
 */
public final class BytesColumn implements Closeable {
    private static final int MOST_OPEN_FILES = 256;
    /** Page headers without statistics have about 30 bytes. */
    private static final int MOST_HEADER_BYTES = 1 << 12;

    private final Folder folder;
    private final List<String> parts;
    private final int length;
    /** Index of the first row of every page, ascending. */
    private long[] firstRows = new long[64];
    /** Position of the first value of every page, including its length prefix. */
    private long[] positions = new long[64];
    /** Index of the first page of every part. */
    private final int[] firstPages;

    private int pages;
    private long rows;
    private final ByteBuffer buffer;

    private final Map<Integer, SeekableByteChannel> open = new LinkedHashMap<>(16, 0.75f, true);

    private BytesColumn(Folder folder, List<String> parts, int length) {
        this.folder = folder;
        this.parts = parts;
        this.length = length;
        this.firstPages = new int[parts.size()];
        this.buffer = ByteBuffer.allocate(Integer.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Opens a column and locates its values.
     *
     * @param column a required field of bytes
     * @param length length of every value in bytes
     * @throws DamagedFileException when a part is incomplete, or its layout is not that of {@link TableWriter}
     */
    public static BytesColumn open(
            Folder folder, String table, Class<? extends SpecificRecord> type, String column, int length)
            throws IOException {
        BytesColumn values = new BytesColumn(folder, Tables.parts(folder, table), length);
        for (int part = 0; part < values.parts.size(); part++) {
            values.firstPages[part] = values.pages;
            values.find(values.parts.get(part), type, column);
        }
        return values;
    }

    private void find(String part, Class<? extends SpecificRecord> type, String column) throws IOException {
        try (TableInput input = new TableInput(folder, part)) {
            FooterCheck.beforeParsing(input);
            try (ParquetFileReader file = ParquetFileReader.open(input)) {
                FooterCheck.afterParsing(file, input.getLength(), type);
                for (BlockMetaData group : file.getRowGroups()) {
                    for (ColumnChunkMetaData chunk : group.getColumns()) {
                        if (chunk.getPath().toDotString().equals(column)) {
                            find(input, chunk);
                        }
                    }
                }
            }
        } catch (Damage e) {
            throw new DamagedFileException(folder, part, e.getMessage(), e);
        }
    }

    private void find(TableInput input, ColumnChunkMetaData chunk) throws IOException {
        long at = chunk.getStartingPos();
        long end = at + chunk.getTotalSize();
        for (long left = chunk.getValueCount(); left > 0; ) {
            byte[] head = FooterCheck.bytes(input, at, (int) Math.min(MOST_HEADER_BYTES, end - at));
            ByteArrayInputStream in = new ByteArrayInputStream(head);
            PageHeader header = Util.readPageHeader(in);
            at += head.length - in.available();
            int values = header.getType() == PageType.DATA_PAGE
                            && header.getData_page_header().getEncoding() == Encoding.PLAIN
                    ? header.getData_page_header().getNum_values()
                    : 0;
            long bytes = (long) values * (Integer.BYTES + length);
            if (values < 1
                    || values > left
                    || header.getCompressed_page_size() != bytes
                    || header.getUncompressed_page_size() != bytes
                    || bytes > end - at) {
                throw new Damage(
                        "is damaged: at byte " + at + " there is no page of values of " + Count.of(length, "byte"));
            }
            add(at, values);
            at += bytes;
            left -= values;
        }
    }

    private void add(long position, int values) {
        if (pages == firstRows.length) {
            firstRows = Arrays.copyOf(firstRows, 2 * pages);
            positions = Arrays.copyOf(positions, 2 * pages);
        }
        firstRows[pages] = rows;
        positions[pages] = position;
        pages++;
        rows += values;
    }

    /** Number of rows of the table. */
    public long rows() {
        return rows;
    }

    /**
     * The value of a row.
     *
     * @return a new buffer
     * @throws DamagedFileException when the file has changed
     * @throws IndexOutOfBoundsException for a row that does not exist
     */
    public synchronized ByteBuffer read(long row) throws IOException {
        if (row < 0 || row >= rows) {
            throw new IndexOutOfBoundsException("there is no row " + row + " of " + rows);
        }
        int found = Arrays.binarySearch(firstRows, 0, pages, row);
        int page = found >= 0 ? found : -found - 2;
        int in = Arrays.binarySearch(firstPages, page);
        int part = in >= 0 ? last(in) : -in - 2;
        read(part, positions[page] + (row - firstRows[page]) * (Integer.BYTES + length));
        int stored = buffer.getInt();
        if (stored != length) {
            throw new DamagedFileException(
                    folder,
                    parts.get(part),
                    "has a value of " + Count.of(stored, "byte") + " in row " + row + ", not " + Count.of(length));
        }
        byte[] value = new byte[length];
        buffer.get(value);
        return ByteBuffer.wrap(value);
    }

    /** The last of the parts that begin with the same page: parts without rows have no page of their own. */
    private int last(int part) {
        int last = part;
        while (last + 1 < firstPages.length && firstPages[last + 1] == firstPages[part]) {
            last++;
        }
        return last;
    }

    /** Fills the buffer from a position. An interrupt closes the channel, which is then reopened. */
    private void read(int part, long position) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    SeekableByteChannel channel = channel(part);
                    channel.position(position);
                    buffer.clear();
                    while (buffer.hasRemaining()) {
                        if (channel.read(buffer) < 0) {
                            throw new EOFException(folder.location() + "/" + parts.get(part) + " ends early");
                        }
                    }
                    buffer.flip();
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    open.remove(part);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private SeekableByteChannel channel(int part) throws IOException {
        SeekableByteChannel channel = open.get(part);
        if (channel == null) {
            if (open.size() == MOST_OPEN_FILES) {
                Integer eldest = open.keySet().iterator().next();
                open.remove(eldest).close();
            }
            channel = folder.openChannel(parts.get(part));
            open.put(part, channel);
        }
        return channel;
    }

    @Override
    public synchronized void close() throws IOException {
        List<SeekableByteChannel> channels = new ArrayList<>(open.values());
        open.clear();
        for (SeekableByteChannel channel : channels) {
            channel.close();
        }
    }
}
