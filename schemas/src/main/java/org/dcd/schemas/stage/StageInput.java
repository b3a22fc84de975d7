package org.dcd.schemas.stage;

import java.io.Serializable;
import org.dcd.schemas.io.Folder;

/**
 * A finished stage that another one reads.
 *
 * @param role what it is read as, such as {@code measurements} or {@code teacher}
 * @param name name of the finished stage within its experiment
 */
public record StageInput(String role, String name, StageId id, Folder folder) implements Serializable {
    /** Name of its kind. */
    public String kind() {
        return id.kind();
    }

    /** Its content key. */
    public String key() {
        return id.key();
    }
}
