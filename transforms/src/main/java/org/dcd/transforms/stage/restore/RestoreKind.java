package org.dcd.transforms.stage.restore;

import java.util.function.UnaryOperator;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Restores measurements. */
@TypeName(RestoreKind.NAME)
public final class RestoreKind implements StageKind<RestoreSpec> {
    public static final String NAME = "restore";

    @Override
    public Class<RestoreSpec> spec() {
        return RestoreSpec.class;
    }

    @Override
    public StageWork<RestoreSpec> work() {
        return new StageWork.Training<>(Restoration::run);
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.MUST_NOT_SEE;
    }
}
