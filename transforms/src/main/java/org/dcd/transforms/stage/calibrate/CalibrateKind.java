package org.dcd.transforms.stage.calibrate;

import java.util.function.UnaryOperator;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Estimates the noise level of measurements. */
@TypeName(CalibrateKind.NAME)
public final class CalibrateKind implements StageKind<CalibrateSpec> {
    public static final String NAME = "calibrate";

    @Override
    public Class<CalibrateSpec> spec() {
        return CalibrateSpec.class;
    }

    @Override
    public StageWork<CalibrateSpec> work() {
        return new StageWork.Whole<>(NoiseCalibration::run);
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.MUST_NOT_SEE;
    }
}
