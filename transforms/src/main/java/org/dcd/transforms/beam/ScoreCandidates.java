package org.dcd.transforms.beam;

import org.dcd.transforms.stage.candidates.CandidatesRun;
import org.dcd.transforms.stage.candidates.CandidatesSpec;

/** Scores the candidates of each distillation against clean images. */
public final class ScoreCandidates extends WholeStage<CandidatesSpec> {
    private ScoreCandidates() {
        super(CandidatesRun::run);
    }

    public static ScoreCandidates create() {
        return new ScoreCandidates();
    }
}
