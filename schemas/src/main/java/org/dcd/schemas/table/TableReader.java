package org.dcd.schemas.table;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.NoSuchElementException;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.RecordMaterializer;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.table.FooterCheck.Damage;

/**
 * Reads the records of one Parquet file in order. Memory holds one row group. Checksums of pages are verified. Throws
 * {@link DamagedFileException} for anything but a whole file of {@link TableWriter} with the same type; failures of the
 * disk and interrupts are {@link IOException}s.
 *
 * @param <T> type of the records
 */
public final class TableReader<T extends SpecificRecord> implements Closeable {
    private final Folder folder;
    private final String name;
    private final TableInput input;
    private ParquetFileReader file;
    private RecordMaterializer<T> materializer;
    private MessageColumnIO columns;

    private long rows;
    private long rowsRead;
    private PageReadStore group;
    private RecordReader<T> groupReader;
    private long rowsLeftInGroup;

    private TableReader(Folder folder, String name, TableInput input) {
        this.folder = folder;
        this.name = name;
        this.input = input;
    }

    /** Opens a file and checks its footer. */
    public static <T extends SpecificRecord> TableReader<T> open(Folder folder, String name, Class<T> type)
            throws IOException {
        TableInput input;
        try {
            input = new TableInput(folder, name);
        } catch (NoSuchFileException e) {
            throw new DamagedFileException(folder, name, "is missing", e);
        }
        TableReader<T> reader = new TableReader<>(folder, name, input);
        try {
            reader.openFile(type);
            return reader;
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw reader.damageOr(e);
        }
    }

    private void openFile(Class<T> type) throws IOException {
        FooterCheck.beforeParsing(input);
        ParquetConfiguration configuration = TableFormat.configuration(type);
        file = ParquetFileReader.open(
                input,
                ParquetReadOptions.builder(configuration)
                        .usePageChecksumVerification()
                        .build());
        FileMetaData metadata = file.getFileMetaData();
        FooterCheck.afterParsing(file, input.getLength(), type);
        rows = file.getRecordCount();
        columns = new ColumnIOFactory(metadata.getCreatedBy()).getColumnIO(metadata.getSchema());
        AvroReadSupport<T> support = new AvroReadSupport<>(SpecificData.getForClass(type));
        materializer = support.prepareForRead(
                configuration,
                metadata.getKeyValueMetaData(),
                metadata.getSchema(),
                support.init(configuration, metadata.getKeyValueMetaData(), metadata.getSchema()));
    }

    /** Number of rows of the file. */
    public long rows() {
        return rows;
    }

    /** Whether there is another row. */
    public boolean hasNext() {
        return rowsRead < rows;
    }

    /**
     * The next row, a new object.
     *
     * @throws NoSuchElementException after the last row
     */
    public T next() throws IOException {
        if (!hasNext()) {
            throw new NoSuchElementException(name + " has " + Count.of(rows, "row") + " only");
        }
        try {
            if (rowsLeftInGroup == 0) {
                nextGroup();
            }
            T row = groupReader.read();
            rowsLeftInGroup--;
            rowsRead++;
            return row;
        } catch (IOException | RuntimeException e) {
            throw damageOr(e);
        }
    }

    private void nextGroup() throws IOException {
        closeGroup();
        group = file.readNextRowGroup();
        rowsLeftInGroup = group.getRowCount();
        groupReader = columns.getRecordReader(group, materializer);
    }

    private void closeGroup() {
        if (group != null) {
            group.close();
            group = null;
        }
    }

    private RuntimeException damageOr(Exception e) throws IOException {
        if (input.failure().isPresent()) {
            throw input.failure().get();
        }
        String problem = e instanceof Damage
                ? e.getMessage()
                : "is damaged after row " + rowsRead + " of " + rows + ": " + e.getMessage();
        return new DamagedFileException(folder, name, problem, e);
    }

    @Override
    public void close() throws IOException {
        closeGroup();
        if (file != null) {
            file.close();
        }
        input.close();
    }
}
