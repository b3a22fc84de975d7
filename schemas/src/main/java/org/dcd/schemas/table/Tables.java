package org.dcd.schemas.table;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;

/** Tables in a folder, divided into parts: {@code <table>-00000-of-00004.parquet}. */
public final class Tables {
    private static final Pattern PART = Pattern.compile("(.+)-\\d{5}-of-(\\d{5})\\.parquet");
    private static final int MOST_PARTS = 99_999;

    private Tables() {}

    /** Takes the rows of a table one after another. */
    @FunctionalInterface
    public interface RowConsumer<T> {
        /** Takes the next row, a new object. */
        void accept(T row) throws IOException;
    }

    /**
     * File name of a part.
     *
     * @param index index of the part, from 0
     * @param parts number of parts, 1 to 99,999
     */
    public static String part(String table, int index, int parts) {
        if (parts < 1 || parts > MOST_PARTS || index < 0 || index >= parts) {
            throw new IllegalArgumentException(
                    "there is no part " + index + " of " + parts + " (at most " + MOST_PARTS + ") of table " + table);
        }
        return String.format(Locale.ROOT, "%s-%05d-of-%05d.parquet", table, index, parts);
    }

    /**
     * File names of all parts, in order.
     *
     * @throws DamagedFileException when there are none, some are missing, or there are parts of two divisions
     */
    public static List<String> parts(Folder folder, String table) throws IOException {
        List<String> present =
                folder.list().stream().filter(name -> isPartOf(table, name)).toList();
        if (present.isEmpty()) {
            throw new DamagedFileException(folder, table + "-*.parquet", "is missing");
        }
        int parts = partsNamedIn(present.get(0));
        if (parts < 1) {
            throw new DamagedFileException(folder, present.get(0), "names a table of 0 parts");
        }
        List<String> expected = IntStream.range(0, parts)
                .mapToObj(index -> part(table, index, parts))
                .toList();
        Set<String> there = new HashSet<>(present);
        for (String name : expected) {
            if (!there.remove(name)) {
                throw new DamagedFileException(folder, name, "is missing");
            }
        }
        for (String name : present) {
            if (there.contains(name)) {
                throw new DamagedFileException(
                        folder, name, "does not belong to the table of " + Count.of(parts, "part"));
            }
        }
        return expected;
    }

    /** Reads all rows of a table in the order of its parts. Memory holds one row group. */
    public static <T extends SpecificRecord> void read(
            Folder folder, String table, Class<T> type, RowConsumer<? super T> consumer) throws IOException {
        for (String part : parts(folder, table)) {
            readFile(folder, part, type, consumer);
        }
    }

    /** Reads all rows of one file in order. Memory holds one row group. */
    public static <T extends SpecificRecord> void readFile(
            Folder folder, String name, Class<T> type, RowConsumer<? super T> consumer) throws IOException {
        try (TableReader<T> reader = TableReader.open(folder, name, type)) {
            while (reader.hasNext()) {
                consumer.accept(reader.next());
            }
        }
    }

    /** Number of rows of a table, read from its footers. */
    public static <T extends SpecificRecord> long rows(Folder folder, String table, Class<T> type) throws IOException {
        long rows = 0;
        for (String part : parts(folder, table)) {
            try (TableReader<T> reader = TableReader.open(folder, part, type)) {
                rows += reader.rows();
            }
        }
        return rows;
    }

    /** Whether a file exists and all of its rows can be read; used for parts that an earlier attempt left. */
    public static <T extends SpecificRecord> boolean isWhole(Folder folder, String name, Class<T> type, long rows)
            throws IOException {
        if (!folder.exists(name)) {
            return false;
        }
        try (TableReader<T> reader = TableReader.open(folder, name, type)) {
            while (reader.hasNext()) {
                reader.next();
            }
            return reader.rows() == rows;
        } catch (DamagedFileException e) {
            return false;
        }
    }

    /** Deletes parts that an earlier attempt left, if they belong to a division into another number of parts. */
    public static void dropOtherDivisions(Folder folder, String table, int parts) throws IOException {
        for (String name : folder.list()) {
            if (isPartOf(table, name) && partsNamedIn(name) != parts) {
                folder.delete(name);
            }
        }
    }

    private static boolean isPartOf(String table, String name) {
        Matcher part = PART.matcher(name);
        return part.matches() && part.group(1).equals(table);
    }

    private static int partsNamedIn(String name) {
        Matcher part = PART.matcher(name);
        return part.matches() ? Integer.parseInt(part.group(2)) : 0;
    }
}
