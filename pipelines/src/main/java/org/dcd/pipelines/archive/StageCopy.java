package org.dcd.pipelines.archive;

import java.io.IOException;
import java.io.InputStream;
import org.dcd.pipelines.store.LookupResult;
import org.dcd.pipelines.store.Manifests;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageId;

/** The copy of a finished stage in one store. */
record StageCopy(Manifest manifest, Folder folder) {
    StageId id() {
        return new StageId(manifest.getKind(), manifest.getKey());
    }

    /**
     * Finds the copy of a stage.
     *
     * @throws BadInputException when the stage is missing or damaged
     */
    static StageCopy in(Store store, StageId id, String name) {
        LookupResult lookup = store.find(id);
        if (lookup instanceof LookupResult.Present present) {
            return new StageCopy(present.manifest(), store.stage(id));
        }
        throw new BadInputException("stage " + name + " of the run is "
                + (lookup instanceof LookupResult.Damaged damaged
                        ? "damaged in the store " + store.location() + ": " + damaged.reason()
                        : "missing in the store " + store.location())
                + "; run the experiment again first");
    }

    /** The stored bytes of the manifest. */
    byte[] manifestBytes() throws IOException {
        try (InputStream in = folder.open(Manifests.FILE)) {
            return in.readAllBytes();
        }
    }
}
