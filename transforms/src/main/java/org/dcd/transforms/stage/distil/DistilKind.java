package org.dcd.transforms.stage.distil;

import java.util.Optional;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;
import org.dcd.transforms.stage.TrainingMemory;

/** Distils a teacher into a one-step generator. */
@TypeName(DistilKind.NAME)
@CodeVersion(3)
public final class DistilKind extends StageKind.Base<DistilSpec> {
    /** Registered name. */
    public static final String NAME = "distil";

    /** Called by {@link org.dcd.transforms.stage.StageKinds}. */
    public DistilKind() {
        super(DistilSpec.class, CleanData.MUST_NOT_SEE);
    }

    @Override
    public StageWork<DistilSpec> work() {
        return new StageWork.Training<>(Distiller::run);
    }

    @Override
    public Optional<TrainingMemory> memory(DistilSpec specification) {
        return Optional.of(DistillationMemory.of(specification));
    }
}
