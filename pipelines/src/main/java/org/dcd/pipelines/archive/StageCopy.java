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

/** A finished stage as a store has it. */
record StageCopy(Manifest manifest, Folder folder) {
    StageId id() {
        return new StageId(manifest.getKind(), manifest.getKey());
    }

    /**
     * Looks one up.
     *
     * @throws BadInputException when the store does not have it whole
     */
    static StageCopy in(Store store, StageId id, String name) {
        LookupResult lookup = store.find(id);
        if (lookup instanceof LookupResult.Present present) {
            return new StageCopy(present.manifest(), store.stage(id));
        }
        throw new BadInputException("stage " + name + " of the run is not whole in the store " + store.location()
                + (lookup instanceof LookupResult.Damaged damaged ? ": " + damaged.reason() : ", nor is its folder")
                + "; run the experiment again first");
    }

    /** The manifest as it lies there. */
    byte[] manifestBytes() throws IOException {
        try (InputStream in = folder.open(Manifests.FILE)) {
            return in.readAllBytes();
        }
    }
}
