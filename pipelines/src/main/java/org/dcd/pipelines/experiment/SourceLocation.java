package org.dcd.pipelines.experiment;

import java.nio.file.Path;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Urls;

/**
 * Location of a value in a file or option.
 *
 * @param source the file as the user named it, or the whole {@code --set key=value}
 * @param line line from 1; 0 for an option
 * @param column column from 1, in code points; 0 for an option
 * @param folder folder against which paths are resolved
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

    /** Another location in the same file; an option has one location. */
    SourceLocation at(int otherLine, int otherColumn) {
        return isSet() ? this : new SourceLocation(source, otherLine, otherColumn, folder);
    }

    /** This location for all values of a text that is not in a file of the user. */
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
