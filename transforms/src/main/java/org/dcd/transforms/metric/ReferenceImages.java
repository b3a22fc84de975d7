package org.dcd.transforms.metric;

import org.dcd.transforms.registry.TypeName;

/** Moments of the clean training images. */
@TypeName("images")
public record ReferenceImages() implements ReferenceSource {}
