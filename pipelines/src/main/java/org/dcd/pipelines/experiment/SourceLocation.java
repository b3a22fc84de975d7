package org.dcd.pipelines.experiment;

import java.nio.file.Path;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Urls;

/**
 * Where a value was written.
 *
 * @param source the file as the user named it, or the whole {@code --set key=value}
 * @param line from 1; 0 for a text that is one place, such as {@code --set}
 * @param column from 1, in code points; 0 for such a text
 * @param folder against which paths are resolved
 */
record SourceLocation(String source, int line, int column, Path folder) {
    private static final String SET = "--set ";

    static SourceLocation file(Path file) {
        return new SourceLocation(
                file.toString(), 1, 1, file.toAbsolutePath().normalize().getParent());
    }

    static SourceLocation set(String assignment) {
        String shown = Names.show(Urls.withoutSecrets(assignment));
        return new SourceLocation(
                SET + shown.substring(1, shown.length() - 1), 0, 0, Path.of("").toAbsolutePath());
    }

    boolean isSet() {
        return line == 0;
    }

    /** Another place in the same file; within {@code --set} all places are one. */
    SourceLocation at(int otherLine, int otherColumn) {
        return isSet() ? this : new SourceLocation(source, otherLine, otherColumn, folder);
    }

    /** This place for all of a text that stands in no file of the user's. */
    SourceLocation forAll() {
        return new SourceLocation(toString(), 0, 0, folder);
    }

    BadInputException error(String message) {
        return new BadInputException(this + ": " + message);
    }

    /** @param key full path of the key, empty for the root */
    BadInputException error(String key, String message) {
        boolean said = key.isEmpty() || isSet() && source.startsWith(SET + key + "=");
        return error(said ? message : key + ": " + message);
    }

    @Override
    public String toString() {
        return isSet() ? source : source + ":" + line + ":" + column;
    }
}
