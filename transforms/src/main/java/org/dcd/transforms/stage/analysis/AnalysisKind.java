package org.dcd.transforms.stage.analysis;

import java.util.function.UnaryOperator;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Analyses drawn data. */
@TypeName(AnalysisKind.NAME)
@CodeVersion(2)
public final class AnalysisKind implements StageKind<AnalysisSpec> {
    public static final String NAME = "analysis";

    @Override
    public Class<AnalysisSpec> spec() {
        return AnalysisSpec.class;
    }

    @Override
    public StageWork<AnalysisSpec> work() {
        return new StageWork.Whole<>(task -> AnalysisRun.run(task, TorchEngine.cpu()));
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
