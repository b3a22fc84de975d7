package org.dcd.transforms.measurement;

import java.io.Serializable;

/**
 * A corruption y = A(x) + σε (paper, Eq. 1).
 *
 * @param operator forward operator A
 * @param noise distribution of σ
 */
public record Corruption(ForwardOperator operator, NoiseModel noise) implements Serializable {}
