package org.dcd.schemas;

import org.dcd.schemas.io.Folder;

/**
 * A file that a stage wrote is not as it was written: cut off, overwritten, missing or of another kind. Nothing in the
 * experiment file is wrong, so this is a failure and not bad input; the remedy is to write the file again.
 */
public final class DamagedFileException extends RuntimeException {
    public DamagedFileException(Folder folder, String name, String problem) {
        this(folder, name, problem, null);
    }

    public DamagedFileException(Folder folder, String name, String problem, Throwable cause) {
        super(
                folder.location() + "/" + name + " " + problem + "; delete the folder " + folder.location()
                        + " and run again: its stage is made anew",
                cause);
    }
}
