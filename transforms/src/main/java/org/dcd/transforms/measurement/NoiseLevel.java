package org.dcd.transforms.measurement;

import java.io.Serializable;

/** How an experiment determines the noise level σ of the measurements. Stages receive a {@link NoiseAssumption}. */
public sealed interface NoiseLevel extends Serializable permits KnownSigma, EstimatedSigma {}
