package org.dcd.transforms.beam;

import org.dcd.transforms.stage.analysis.AnalysisRun;
import org.dcd.transforms.stage.analysis.AnalysisSpec;

/** Runs each analysis of drawn data. */
public final class AnalyseRows extends WholeStage<AnalysisSpec> {
    private AnalyseRows() {
        super(AnalysisRun::run);
    }

    public static AnalyseRows create() {
        return new AnalyseRows();
    }
}
