package org.dcd.pipelines.report;

import java.util.function.UnaryOperator;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** The stage kind {@code report}: writes the report of a run. */
@TypeName(ReportKind.NAME)
@CodeVersion(3)
public final class ReportKind implements StageKind<ReportSpec> {
    /** Name of the kind in stage labels and in the store. */
    public static final String NAME = "report";

    @Override
    public Class<ReportSpec> spec() {
        return ReportSpec.class;
    }

    /** Needs no exclusive device: a report must not wait for trainings of other experiments. */
    @Override
    public StageWork<ReportSpec> work() {
        return new StageWork.Whole<>(WriteReport::write, false);
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.MAY_SEE;
    }
}
