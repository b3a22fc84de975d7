package org.dcd.transforms.stage.dataset;

import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Reads a data set into tables. */
@TypeName(DatasetKind.NAME)
public final class DatasetKind extends StageKind.Base<DatasetSpec> {
    /** Registered name. */
    public static final String NAME = "dataset";

    /** Called by {@link org.dcd.transforms.stage.StageKinds}. */
    public DatasetKind() {
        super(DatasetSpec.class, CleanData.ENTERS);
    }

    @Override
    public StageWork<DatasetSpec> work() {
        return new DatasetIngest(DatasetIngest.IMAGES_PER_PART);
    }
}
