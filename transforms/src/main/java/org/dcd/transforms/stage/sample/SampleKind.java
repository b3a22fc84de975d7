package org.dcd.transforms.stage.sample;

import java.util.function.UnaryOperator;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Draws images of a row. */
@TypeName(SampleKind.NAME)
public final class SampleKind implements StageKind<SampleSpec> {
    public static final String NAME = "sample";

    @Override
    public Class<SampleSpec> spec() {
        return SampleSpec.class;
    }

    @Override
    public StageWork<SampleSpec> work() {
        return new SampleWork(SampleShard.IMAGES);
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.MAY_SEE;
    }
}
