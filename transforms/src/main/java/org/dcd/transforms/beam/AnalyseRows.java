package org.dcd.transforms.beam;

import org.dcd.transforms.stage.analysis.AnalysisSpec;
import org.dcd.transforms.stage.analysis.AnalysisRun;

/** Runs each analysis of drawn data. */
public final class AnalyseRows extends WholeStage<AnalysisSpec> {
    private AnalyseRows() {
        super(AnalysisRun::run);
    }

    public static AnalyseRows create() {
        return new AnalyseRows();
    }
}
