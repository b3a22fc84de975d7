package org.dcd.schemas.table;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.dcd.schemas.io.Folder;

/**
 * Writes records of one type as one Parquet file. Memory holds one row group. Files have neither compression nor
 * dictionaries, which save nothing on noisy floats.
 *
 * @param <T> type of the records
 */
public final class TableWriter<T extends SpecificRecord> {
    static final int ROW_GROUP_BYTES = 128 << 20;
    private static final int PAGE_BYTES = 1 << 20;
    /** Number of rows before Parquet first measures its buffers: small, because a row may have a megabyte. */
    private static final int ROWS_BEFORE_SIZE_CHECK = 16;

    private final ParquetWriter<T> writer;
    private long rows;

    private TableWriter(ParquetWriter<T> writer) {
        this.writer = writer;
    }

    /** Writes a whole file. It appears when the body has returned, and not at all if the body throws. */
    public static <T extends SpecificRecord> void write(Folder folder, String name, Class<T> type, Body<T> body)
            throws IOException {
        write(folder, name, type, ROW_GROUP_BYTES, body);
    }

    static <T extends SpecificRecord> void write(
            Folder folder, String name, Class<T> type, int rowGroupBytes, Body<T> body) throws IOException {
        folder.write(name, out -> {
            OrderedFooter ordered = new OrderedFooter(out);
            try (ParquetWriter<T> writer = open(ordered, type, rowGroupBytes)) {
                body.writeTo(new TableWriter<>(writer));
            }
            ordered.finish();
        });
    }

    private static <T extends SpecificRecord> ParquetWriter<T> open(OutputStream out, Class<T> type, int rowGroupBytes)
            throws IOException {
        return AvroParquetWriter.<T>builder(new TableOutput(out))
                .withConf(TableFormat.configuration(type))
                .withSchema(TableFormat.avroSchema(type))
                .withDataModel(SpecificData.getForClass(type))
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .withDictionaryEncoding(false)
                .withStatisticsEnabled(false)
                .withSizeStatisticsEnabled(false)
                .withRowGroupSize((long) rowGroupBytes)
                .withPageSize(PAGE_BYTES)
                .withMinRowCountForPageSizeCheck(ROWS_BEFORE_SIZE_CHECK)
                .withPageWriteChecksumEnabled(true)
                .build();
    }

    /** Adds a row. It may be changed afterwards, but not its byte buffers. */
    public void add(T row) throws IOException {
        writer.write(row);
        rows++;
    }

    /** Number of rows added so far. */
    public long rows() {
        return rows;
    }

    /**
     * Adds the rows of a file.
     *
     * @param <T> type of the records
     */
    @FunctionalInterface
    public interface Body<T extends SpecificRecord> {
        /** Adds all rows. */
        void writeTo(TableWriter<T> out) throws IOException;
    }
}
