package org.dcd.transforms.stage.calibrate;

import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Estimates the noise level of measurements. */
@TypeName(CalibrateKind.NAME)
public final class CalibrateKind extends StageKind.Base<CalibrateSpec> {
    /** Registered name. */
    public static final String NAME = "calibrate";

    /** Called by {@link org.dcd.transforms.stage.StageKinds}. */
    public CalibrateKind() {
        super(CalibrateSpec.class, CleanData.MUST_NOT_SEE);
    }

    @Override
    public StageWork<CalibrateSpec> work() {
        return new StageWork.Whole<>(NoiseCalibration::run);
    }
}
