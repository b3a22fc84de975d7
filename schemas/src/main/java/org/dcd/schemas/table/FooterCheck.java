package org.dcd.schemas.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.dcd.schemas.Count;

/**
 * Checks the lengths and counts in a Parquet footer against the file, before memory is allocated by them. Problems are
 * thrown as {@link Damage}.
 */
final class FooterCheck {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int TAIL = Integer.BYTES + MAGIC.length;

    private FooterCheck() {}

    /** A problem of a file, without the name of the file. */
    static final class Damage extends RuntimeException {
        Damage(String problem) {
            super(problem);
        }
    }

    static void beforeParsing(TableInput input) throws IOException {
        long length = input.getLength();
        if (length < MAGIC.length + TAIL) {
            throw new Damage("is damaged: it has " + Count.of(length, "byte") + ", fewer than any Parquet file");
        }
        ByteBuffer head = read(input, 0, MAGIC.length);
        ByteBuffer tail = read(input, length - TAIL, TAIL);
        int footerBytes = tail.getInt();
        if (!head.equals(ByteBuffer.wrap(MAGIC)) || !tail.equals(ByteBuffer.wrap(MAGIC))) {
            throw new Damage("is damaged: it does not begin and end with PAR1; it is truncated or not a Parquet file");
        }
        long most = length - MAGIC.length - TAIL;
        if (footerBytes <= 0 || footerBytes > most) {
            throw new Damage("is damaged: the footer length at byte " + (length - TAIL) + " is " + footerBytes
                    + ", expected 1 to " + most);
        }
    }

    static void afterParsing(ParquetFileReader file, long fileLength, Class<? extends SpecificRecord> type) {
        MessageType expected = TableFormat.parquetSchema(type);
        MessageType schema = file.getFileMetaData().getSchema();
        if (!schema.equals(expected)) {
            throw new Damage("is not a table of " + type.getSimpleName() + ": its columns are " + schema.getFields()
                    + ", expected " + expected.getFields());
        }
        for (BlockMetaData group : file.getRowGroups()) {
            if (group.getRowCount() <= 0
                    || group.getColumns().size() != expected.getColumns().size()) {
                throw new Damage("is damaged: a row group has " + Count.of(group.getRowCount(), "row") + " and "
                        + Count.of(group.getColumns().size(), "column"));
            }
            for (ColumnChunkMetaData column : group.getColumns()) {
                check(column, group.getRowCount(), fileLength, expected);
            }
        }
    }

    private static void check(ColumnChunkMetaData column, long rows, long fileLength, MessageType schema) {
        String path = column.getPath().toDotString();
        long start = column.getStartingPos();
        long bytes = column.getTotalSize();
        if (start < MAGIC.length || bytes <= 0 || bytes > fileLength - TAIL - start) {
            throw new Damage("is damaged: column " + path + " lies at byte " + start + " with "
                    + Count.of(bytes, "byte") + ", outside the file of " + Count.of(fileLength));
        }
        if (column.getCodec() != CompressionCodecName.UNCOMPRESSED) {
            throw new Damage("is damaged: column " + path + " is compressed with " + column.getCodec());
        }
        boolean repeated = schema.getMaxRepetitionLevel(column.getPath().toArray()) > 0;
        if (repeated ? column.getValueCount() < rows : column.getValueCount() != rows) {
            throw new Damage("is damaged: column " + path + " has " + Count.of(column.getValueCount(), "value") + " in "
                    + Count.of(rows, "row"));
        }
    }

    /** Length of the footer of a checked file. */
    static int footerBytes(TableInput input) throws IOException {
        return read(input, input.getLength() - TAIL, TAIL).getInt();
    }

    private static ByteBuffer read(TableInput input, long position, int length) throws IOException {
        return ByteBuffer.wrap(bytes(input, position, length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] bytes(TableInput input, long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        SeekableInputStream stream = input.newStream();
        stream.seek(position);
        stream.readFully(bytes);
        return bytes;
    }
}
