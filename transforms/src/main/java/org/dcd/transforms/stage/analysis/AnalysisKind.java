package org.dcd.transforms.stage.analysis;

import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Scores drawn data by its known distribution. */
@TypeName(AnalysisKind.NAME)
@CodeVersion(2)
public final class AnalysisKind extends StageKind.Base<AnalysisSpec> {
    /** Registered name. */
    public static final String NAME = "analysis";

    /** Called by {@link org.dcd.transforms.stage.StageKinds}. */
    public AnalysisKind() {
        super(AnalysisSpec.class, CleanData.MAY_SEE);
    }

    @Override
    public StageWork<AnalysisSpec> work() {
        return new StageWork.Whole<>((task, device) -> AnalysisRun.run(task, device.torch()));
    }

    @Override
    public boolean writesScores() {
        return true;
    }
}
