package org.dcd.transforms.measurement;

import java.io.Serializable;

/** How an experiment knows the noise level σ of the measurements. The stages are told as a {@link NoiseAssumption}. */
public sealed interface NoiseLevel extends Serializable permits KnownSigma, EstimatedSigma {}
