package org.dcd.transforms.measurement;

import org.dcd.transforms.registry.TypeName;

/** σ is known: stored with each measurement, or given as {@code data-sigma}. */
@TypeName("known")
public record KnownSigma() implements NoiseLevel {}
