package org.dcd.transforms.stage.sample;

import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Draws images of a row. */
@TypeName(SampleKind.NAME)
public final class SampleKind extends StageKind.Base<SampleSpec> {
    /** Registered name. */
    public static final String NAME = "sample";

    /** Called by {@link org.dcd.transforms.stage.StageKinds}. */
    public SampleKind() {
        super(SampleSpec.class, CleanData.MAY_SEE);
    }

    @Override
    public StageWork<SampleSpec> work() {
        return new SampleWork(SampleShard.IMAGES);
    }
}
