package org.dcd.schemas.table;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.parquet.format.FileMetaData;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.table.FooterCheck.Damage;

/** Files of tables, independent of the type of their rows. */
public final class TableFiles {
    /** Ending of the file names. */
    public static final String SUFFIX = ".parquet";

    /** Enough for hundreds of columns; a longer footer is damage. */
    private static final int MOST_FOOTER_BYTES = 16 << 20;

    private TableFiles() {}

    /**
     * Whether two files have equal contents: equal pages, byte by byte, and footers that differ at most in the order of
     * their lists of encodings. Files written before {@link OrderedFooter} existed differ there between processes.
     *
     * @throws DamagedFileException when one of them is not a whole Parquet file
     */
    public static boolean holdTheSame(Folder one, String name, Folder other, String otherName) throws IOException {
        if (one.size(name) != other.size(otherName)) {
            return false;
        }
        byte[] footer = footer(one, name);
        byte[] otherFooter = footer(other, otherName);
        return footer.length == otherFooter.length
                && ordered(one, name, footer).equals(ordered(other, otherName, otherFooter))
                && samePages(one, name, other, otherName, one.size(name) - OrderedFooter.TAIL - footer.length);
    }

    private static byte[] footer(Folder folder, String name) throws IOException {
        try (TableInput input = new TableInput(folder, name)) {
            FooterCheck.beforeParsing(input);
            int bytes = FooterCheck.footerBytes(input);
            if (bytes > MOST_FOOTER_BYTES) {
                throw new Damage("is damaged: its footer length is " + bytes);
            }
            return FooterCheck.bytes(input, input.getLength() - OrderedFooter.TAIL - bytes, bytes);
        } catch (Damage e) {
            throw new DamagedFileException(folder, name, e.getMessage(), e);
        }
    }

    private static FileMetaData ordered(Folder folder, String name, byte[] footer) {
        try {
            return OrderedFooter.order(footer);
        } catch (IOException | RuntimeException e) {
            throw new DamagedFileException(folder, name, "has a footer that cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean samePages(Folder one, String name, Folder other, String otherName, long bytes)
            throws IOException {
        byte[] mine = new byte[1 << 16];
        byte[] theirs = new byte[1 << 16];
        try (InputStream in = one.open(name);
                InputStream otherIn = other.open(otherName)) {
            for (long left = bytes; left > 0; left -= mine.length) {
                int n = (int) Math.min(left, mine.length);
                if (in.readNBytes(mine, 0, n) != n
                        || otherIn.readNBytes(theirs, 0, n) != n
                        || !Arrays.equals(mine, 0, n, theirs, 0, n)) {
                    return false;
                }
            }
        }
        return true;
    }
}
