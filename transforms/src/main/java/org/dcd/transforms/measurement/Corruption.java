package org.dcd.transforms.measurement;

import java.io.Serializable;

/** y = A(x) + sigma * eps (paper, Eq. 1). */
public record Corruption(ForwardOperator operator, NoiseModel noise) implements Serializable {}
