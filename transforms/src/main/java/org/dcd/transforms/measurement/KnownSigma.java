package org.dcd.transforms.measurement;

import org.dcd.transforms.registry.TypeName;

/** σ is known: it is stored with the measurements or given as {@code data-sigma}. */
@TypeName("known")
public record KnownSigma() implements NoiseLevel {}
