package org.dcd.pipelines.workflow;

import java.io.Serializable;
import org.dcd.schemas.stage.StageId;

/**
 * An input of a stage.
 *
 * @param role what the reader uses it for, such as {@code measurements}
 * @param name name of the stage that is read
 * @param id id of the stage that is read
 */
public record NodeInput(String role, String name, StageId id) implements Serializable {
    /** Content key of the stage that is read. */
    public String key() {
        return id.key();
    }
}
