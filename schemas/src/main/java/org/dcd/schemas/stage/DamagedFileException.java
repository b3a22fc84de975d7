package org.dcd.schemas.stage;

import java.util.regex.Pattern;
import org.dcd.schemas.io.Folder;

/**
 * A file that a stage wrote is not as it was written: cut off, overwritten, missing or of another kind. Nothing in the
 * experiment file is wrong, so this is a failure and not bad input; the remedy is to write the file again, in a store
 * by running its stage again.
 */
public final class DamagedFileException extends RuntimeException {
    /**
     * Keys of plans have 32 digits, by which other folders are told apart: {@code stages/<kind>/<key>} or
     * {@code work/<kind>/<key>}, and what is in it.
     */
    private static final Pattern OF_STORE = Pattern.compile(".*/(stages|work)/[a-z][a-z0-9-]*/[0-9a-f]{32}([./].*)?");

    public DamagedFileException(Folder folder, String name, String problem) {
        this(folder, name, problem, null);
    }

    public DamagedFileException(Folder folder, String name, String problem, Throwable cause) {
        super(folder.location() + "/" + name + " " + problem + "; " + remedy(folder.location()), cause);
    }

    /** Folders that are not a store's may hold anything: nobody is asked to delete them. */
    private static String remedy(String location) {
        return OF_STORE.matcher(location.replace('\\', '/')).matches()
                ? "delete the folder " + location + " and run again: its stage is made anew"
                : "get or write that file again, or give another one";
    }
}
