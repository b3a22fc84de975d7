package org.dcd.transforms.stage.teacher;

import java.util.function.UnaryOperator;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Trains a teacher. */
@TypeName(TeacherKind.NAME)
@CodeVersion(2)
public final class TeacherKind implements StageKind<TeacherSpec> {
    public static final String NAME = "teacher";

    @Override
    public Class<TeacherSpec> spec() {
        return TeacherSpec.class;
    }

    @Override
    public StageWork<TeacherSpec> work() {
        return new StageWork.Training<>(TeacherTrainer::run);
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.MUST_NOT_SEE;
    }
}
