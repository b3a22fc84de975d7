package org.dcd.transforms.metric;

import java.io.Serializable;

/** Where the moments of clean features come from, that metrics of moments compare a row with. */
public sealed interface ReferenceSource extends Serializable permits ReferenceImages, ReferenceFile {}
