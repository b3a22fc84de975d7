package org.dcd.transforms.stage.compare;

import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Scores restored images against the clean ones. */
@TypeName(CompareKind.NAME)
public final class CompareKind extends StageKind.Base<CompareSpec> {
    /** Registered name. */
    public static final String NAME = "compare";

    /** Called by {@link org.dcd.transforms.stage.StageKinds}. */
    public CompareKind() {
        super(CompareSpec.class, CleanData.MAY_SEE);
    }

    @Override
    public StageWork<CompareSpec> work() {
        return new StageWork.Whole<>(PairComparison::run);
    }

    @Override
    public boolean writesScores() {
        return true;
    }
}
