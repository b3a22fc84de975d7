package org.dcd.schemas.stage;

import java.util.regex.Pattern;
import org.dcd.schemas.io.Folder;

/**
 * Thrown when a file that a stage wrote is truncated, overwritten, missing or of another format. The experiment file is
 * not to blame, so this is a failure and not bad input. The message ends with the remedy: run the stage again, or
 * replace a file that is not in a store.
 */
public final class DamagedFileException extends RuntimeException {
    /**
     * {@code stages/<kind>/<key>} or {@code work/<kind>/<key>} and what is below. Keys of plans have 32 digits, which
     * distinguishes these folders from others.
     */
    private static final Pattern OF_STORE = Pattern.compile(".*/(stages|work)/[a-z][a-z0-9-]*/[0-9a-f]{32}([./].*)?");

    /**
     * @param name name of the file
     * @param problem verb phrase that follows the path, such as {@code is missing}
     */
    public DamagedFileException(Folder folder, String name, String problem) {
        this(folder, name, problem, null);
    }

    /**
     * @param name name of the file
     * @param problem verb phrase that follows the path, such as {@code is missing}
     * @param cause null for none
     */
    public DamagedFileException(Folder folder, String name, String problem, Throwable cause) {
        super(folder.location() + "/" + name + " " + problem + "; " + remedy(folder.location()), cause);
    }

    /** Folders outside a store may hold anything, so the message never asks to delete them. */
    private static String remedy(String location) {
        return OF_STORE.matcher(location.replace('\\', '/')).matches()
                ? "delete the folder " + location + " and run again to recreate its stage"
                : "restore the file, or use another one";
    }
}
