package org.dcd.transforms.stage.distil;

import java.util.function.UnaryOperator;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Distils a teacher into a generator. */
@TypeName(DistilKind.NAME)
@CodeVersion(2)
public final class DistilKind implements StageKind<DistilSpec> {
    public static final String NAME = "distil";

    @Override
    public Class<DistilSpec> spec() {
        return DistilSpec.class;
    }

    @Override
    public StageWork<DistilSpec> work() {
        return new StageWork.Training<>(Distiller::run);
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.MUST_NOT_SEE;
    }
}
