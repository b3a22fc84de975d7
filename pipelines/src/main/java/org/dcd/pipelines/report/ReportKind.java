package org.dcd.pipelines.report;

import java.util.function.UnaryOperator;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;

/** Writes the report of a run. */
@TypeName(ReportKind.NAME)
public final class ReportKind implements StageKind<ReportSpec> {
    public static final String NAME = "report";

    @Override
    public Class<ReportSpec> spec() {
        return ReportSpec.class;
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.MAY_SEE;
    }
}
