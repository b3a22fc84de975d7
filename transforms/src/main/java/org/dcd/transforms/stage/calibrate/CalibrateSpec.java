package org.dcd.transforms.stage.calibrate;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.measurement.EstimatedSigma;
import org.dcd.transforms.measurement.NoiseEstimate;

/**
 * Estimates the noise level of the measurements from their pixels only, into {@link NoiseEstimate#FILE}. Inputs:
 * {@code measurements}. Figures: {@code sigma} (the σ for later stages), {@code sigma-mean}, {@code sigma-max},
 * {@code images}.
 *
 * @param level settings of the estimator
 */
public record CalibrateSpec(EstimatedSigma level) implements StageSpec {}
