package org.dcd.transforms.beam;

import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.stage.analysis.AnalysisRun;
import org.dcd.transforms.stage.analysis.AnalysisSpec;

/** Runs each analysis of drawn data. */
public final class AnalyseRows extends WholeStage<AnalysisSpec> {
    private AnalyseRows() {
        super(task -> AnalysisRun.run(task, TorchEngine.cpu()));
    }

    public static AnalyseRows create() {
        return new AnalyseRows();
    }
}
