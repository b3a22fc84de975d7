package org.dcd.transforms.stage.corrupt;

import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.stage.FileNames;

/** The images that a corruption stage measures: those of the data set, or those that a restore stage made. */
record MeasuredImages(Folder folder, String table, Origin origin) {
    private static final String RESTORED = "restored";

    static MeasuredImages of(StageTask<CorruptSpec> task) {
        return task.hasInput(RESTORED)
                ? new MeasuredImages(task.inputFolder(RESTORED), FileNames.RESTORED, Origin.GENERATED)
                : new MeasuredImages(task.inputFolder("dataset"), task.spec().table(), Origin.CLEAN);
    }
}
