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
 * Writes records of one type as one Parquet file, at most one row group of them in memory. Uncompressed and without
 * dictionaries, which save nothing on noisy floats.
 */
public final class TableWriter<T extends SpecificRecord> {
    static final int ROW_GROUP_BYTES = 128 << 20;
    private static final int PAGE_BYTES = 1 << 20;
    /** Parquet measures its buffers after this many rows first: few, as one row may be a megabyte. */
    private static final int ROWS_BEFORE_SIZE_CHECK = 16;

    private final ParquetWriter<T> writer;
    private long rows;

    private TableWriter(ParquetWriter<T> writer) {
        this.writer = writer;
    }

    /** Writes a whole file: it appears when the body has returned, and not at all when that throws. */
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

    /** The row may be changed or reused afterwards only if its byte buffers are not. */
    public void add(T row) throws IOException {
        writer.write(row);
        rows++;
    }

    /** Rows added so far. */
    public long rows() {
        return rows;
    }

    /** Adds the rows of a file. */
    @FunctionalInterface
    public interface Body<T extends SpecificRecord> {
        void writeTo(TableWriter<T> out) throws IOException;
    }
}
