package org.dcd.transforms.stage.score;

import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;
import org.dcd.transforms.train.DeviceCorruptors;

/** Scores a row. */
@TypeName(ScoreKind.NAME)
@CodeVersion(4)
public final class ScoreKind extends StageKind.Base<ScoreSpec> {
    /** Registered name. */
    public static final String NAME = "score";

    /** Called by {@link org.dcd.transforms.stage.StageKinds}. */
    public ScoreKind() {
        super(ScoreSpec.class, CleanData.MAY_SEE);
    }

    @Override
    public StageWork<ScoreSpec> work() {
        return new ScoreWork(ScorePlan.IMAGES_PER_SHARD, DeviceCorruptors.TORCH);
    }

    @Override
    public boolean writesScores() {
        return true;
    }
}
