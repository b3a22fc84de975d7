package org.dcd.pipelines.store;

import java.io.Serializable;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageId;

/** Reference to a finished stage. Stages exchange references only, never data. */
public record FinishedStage(StageId id, String name, Folder folder) implements Serializable {
    /** Content key of the stage. */
    public String key() {
        return id.key();
    }
}
