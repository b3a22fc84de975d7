package org.dcd.pipelines.workflow;

import java.io.Serializable;
import org.dcd.schemas.stage.StageId;

/**
 * A stage that another one reads.
 *
 * @param role what the reader uses it for, such as {@code measurements}
 * @param name name of the stage that is read
 */
public record NodeInput(String role, String name, StageId id) implements Serializable {
    /** Its content key. */
    public String key() {
        return id.key();
    }
}
