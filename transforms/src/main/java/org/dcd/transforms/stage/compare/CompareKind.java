package org.dcd.transforms.stage.compare;

import java.util.function.UnaryOperator;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Scores restored images against the clean ones. */
@TypeName(CompareKind.NAME)
public final class CompareKind implements StageKind<CompareSpec> {
    public static final String NAME = "compare";

    @Override
    public Class<CompareSpec> spec() {
        return CompareSpec.class;
    }

    @Override
    public StageWork<CompareSpec> work() {
        return new StageWork.Whole<>(PairComparison::run);
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.MAY_SEE;
    }

    @Override
    public boolean writesScores() {
        return true;
    }
}
