package org.dcd.schemas.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Folder;

/**
 * Writes a table with a known number of rows in parts. Memory holds the rows of one part.
 *
 * @param <T> type of the rows
 */
public final class PartWriter<T extends SpecificRecord> {
    private final Folder folder;
    private final String table;
    private final Class<T> type;
    private final long rows;
    private final int rowsPerPart;
    private final int parts;
    private final List<T> buffer = new ArrayList<>();
    private int partsWritten;

    /**
     * @param rows number of rows of the whole table; an empty table has one empty part
     * @param rowsPerPart number of rows of every part but the last one
     */
    public PartWriter(Folder folder, String table, Class<T> type, long rows, int rowsPerPart) {
        if (rows < 0 || rowsPerPart < 1) {
            throw new IllegalArgumentException(
                    "rows must be at least 0 and rows per part at least 1, were " + rows + " and " + rowsPerPart);
        }
        this.folder = folder;
        this.table = table;
        this.type = type;
        this.rows = rows;
        this.rowsPerPart = rowsPerPart;
        this.parts = Math.toIntExact(Math.max(1, (rows + rowsPerPart - 1) / rowsPerPart));
    }

    /**
     * Adds a row, which must not be changed afterwards.
     *
     * @return whether the row completed a part
     */
    public boolean add(T row) throws IOException {
        if (partsWritten == parts || rows == 0) {
            throw new IllegalStateException(
                    "table " + table + " was declared with " + Count.of(rows, "row") + " and gets more");
        }
        buffer.add(row);
        boolean full = buffer.size() == rowsInPart();
        if (full) {
            writePart();
        }
        return full;
    }

    /**
     * Writes the only part of an empty table.
     *
     * @throws IllegalStateException when rows are missing
     */
    public void finish() throws IOException {
        if (rows == 0 && partsWritten == 0) {
            writePart();
        }
        if (partsWritten < parts) {
            throw new IllegalStateException("table " + table + " was declared with " + Count.of(rows, "row")
                    + " and got " + ((long) partsWritten * rowsPerPart + buffer.size()));
        }
    }

    private long rowsInPart() {
        return Math.min(rowsPerPart, rows - (long) partsWritten * rowsPerPart);
    }

    private void writePart() throws IOException {
        TableWriter.write(folder, Tables.part(table, partsWritten, parts), type, out -> {
            for (T row : buffer) {
                out.add(row);
            }
        });
        buffer.clear();
        partsWritten++;
    }
}
