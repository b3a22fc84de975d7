package org.dcd.transforms.stage.features;

import java.util.function.UnaryOperator;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Trains a feature extractor and computes the moments of its reference set. */
@TypeName(FeaturesKind.NAME)
@CodeVersion(2)
public final class FeaturesKind implements StageKind<FeaturesSpec> {
    /** Registered name. */
    public static final String NAME = "features";

    @Override
    public Class<FeaturesSpec> spec() {
        return FeaturesSpec.class;
    }

    @Override
    public StageWork<FeaturesSpec> work() {
        return new FeaturesWork();
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return spec.apply("origin").equalsIgnoreCase("clean") ? CleanData.MAY_SEE : CleanData.MUST_NOT_SEE;
    }
}
