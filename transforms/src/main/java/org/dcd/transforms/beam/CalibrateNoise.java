package org.dcd.transforms.beam;

import org.dcd.transforms.stage.calibrate.CalibrateSpec;
import org.dcd.transforms.stage.calibrate.NoiseCalibration;

/** Estimates the noise level of each set of measurements. */
public final class CalibrateNoise extends WholeStage<CalibrateSpec> {
    private CalibrateNoise() {
        super(NoiseCalibration::run);
    }

    public static CalibrateNoise create() {
        return new CalibrateNoise();
    }
}
