package org.dcd.transforms.measurement;

import java.io.Serializable;

/** Where teacher and distillation take the noise level of the measurements from. */
public sealed interface NoiseLevel extends Serializable permits KnownSigma, EstimatedSigma {}
