package org.dcd.transforms.metric;

import org.dcd.transforms.registry.TypeName;

/** They are computed from the clean training images. */
@TypeName("images")
public record ReferenceImages() implements ReferenceSource {}
