package org.dcd.transforms.metric;

import java.io.Serializable;

/** Source of the moments of clean features that metrics of moments compare a row with. */
public sealed interface ReferenceSource extends Serializable permits ReferenceImages, ReferenceFile {}
