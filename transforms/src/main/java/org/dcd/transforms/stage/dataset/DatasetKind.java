package org.dcd.transforms.stage.dataset;

import java.util.function.UnaryOperator;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Reads a data set into tables. */
@TypeName(DatasetKind.NAME)
public final class DatasetKind implements StageKind<DatasetSpec> {
    public static final String NAME = "dataset";

    @Override
    public Class<DatasetSpec> spec() {
        return DatasetSpec.class;
    }

    @Override
    public StageWork<DatasetSpec> work() {
        return new DatasetWork(DatasetIngest.IMAGES_PER_PART);
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.ENTERS;
    }
}
