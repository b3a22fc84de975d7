package org.dcd.transforms.stage.teacher;

import java.util.Optional;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;
import org.dcd.transforms.stage.TrainingMemory;

/** Trains a teacher. */
@TypeName(TeacherKind.NAME)
@CodeVersion(3)
public final class TeacherKind extends StageKind.Base<TeacherSpec> {
    /** Registered name. */
    public static final String NAME = "teacher";

    /** Called by {@link org.dcd.transforms.stage.StageKinds}. */
    public TeacherKind() {
        super(TeacherSpec.class, CleanData.MUST_NOT_SEE);
    }

    @Override
    public StageWork<TeacherSpec> work() {
        return new StageWork.Training<>(TeacherTrainer::run);
    }

    @Override
    public Optional<TrainingMemory> memory(TeacherSpec specification) {
        return Optional.of(TeacherMemory.of(specification));
    }
}
