package org.dcd.pipelines.store;

import java.io.Serializable;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageId;

/** Reference to a published stage: all that travels between stages. */
public record FinishedStage(StageId id, String name, Folder folder) implements Serializable {
    /** Its content key. */
    public String key() {
        return id.key();
    }
}
