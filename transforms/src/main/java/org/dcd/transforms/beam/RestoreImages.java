package org.dcd.transforms.beam;

import org.dcd.transforms.stage.restore.Restoration;
import org.dcd.transforms.stage.restore.RestoreSpec;

/** Restores each set of measurements: one specification in, one table of images out. */
public final class RestoreImages extends TrainingStage<RestoreSpec> {
    private RestoreImages() {
        super(Restoration::run);
    }

    public static RestoreImages create() {
        return new RestoreImages();
    }
}
