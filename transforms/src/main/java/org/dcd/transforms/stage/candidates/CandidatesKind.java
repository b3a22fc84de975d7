package org.dcd.transforms.stage.candidates;

import java.util.function.UnaryOperator;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Scores the candidates of a distillation against clean images. */
@TypeName(CandidatesKind.NAME)
@CodeVersion(2)
public final class CandidatesKind implements StageKind<CandidatesSpec> {
    public static final String NAME = "candidates";

    @Override
    public Class<CandidatesSpec> spec() {
        return CandidatesSpec.class;
    }

    @Override
    public StageWork<CandidatesSpec> work() {
        return new StageWork.Whole<>(CandidatesRun::run);
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
