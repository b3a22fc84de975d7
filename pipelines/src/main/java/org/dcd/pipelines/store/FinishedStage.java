package org.dcd.pipelines.store;

import java.io.Serializable;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageKind;

/** Reference to a published stage: all that travels between stages. */
public record FinishedStage(StageKind kind, String name, String key, Folder folder) implements Serializable {}
