package org.dcd.transforms.measurement;

import org.dcd.transforms.registry.TypeName;

/** The level is known: what is stored with the measurements, or what the experiment takes it for. */
@TypeName("known")
public record KnownSigma() implements NoiseLevel {}
