package org.dcd.transforms.stage.candidates;

import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Scores the candidates of a distillation against clean images. */
@TypeName(CandidatesKind.NAME)
@CodeVersion(2)
public final class CandidatesKind extends StageKind.Base<CandidatesSpec> {
    /** Registered name. */
    public static final String NAME = "candidates";

    /** Called by {@link org.dcd.transforms.stage.StageKinds}. */
    public CandidatesKind() {
        super(CandidatesSpec.class, CleanData.MAY_SEE);
    }

    @Override
    public StageWork<CandidatesSpec> work() {
        return new StageWork.Whole<>((task, device) -> CandidatesRun.run(task, device.ort()));
    }

    @Override
    public boolean writesScores() {
        return true;
    }
}
