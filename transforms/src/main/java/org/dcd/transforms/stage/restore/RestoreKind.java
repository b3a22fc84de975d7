package org.dcd.transforms.stage.restore;

import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Restores images from measurements. */
@TypeName(RestoreKind.NAME)
public final class RestoreKind extends StageKind.Base<RestoreSpec> {
    /** Registered name. */
    public static final String NAME = "restore";

    /** Called by {@link org.dcd.transforms.stage.StageKinds}. */
    public RestoreKind() {
        super(RestoreSpec.class, CleanData.MUST_NOT_SEE);
    }

    @Override
    public StageWork<RestoreSpec> work() {
        return new StageWork.Training<>((task, devices) -> Restoration.run(task, devices.first()), false);
    }
}
