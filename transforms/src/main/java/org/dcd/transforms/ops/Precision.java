package org.dcd.transforms.ops;

import java.util.Locale;

/**
 * Precision of the matrix products and convolutions of a backbone during training. Parameters, gradients, optimiser,
 * averages, preconditioning and losses are float32 in any case.
 */
public enum Precision {
    /** IEEE single precision: 24 significant bits. */
    FLOAT32(0),
    /**
     * The range of float32 with 8 significant bits. Fast on CPUs with AVX512-BF16 or AMX and on GPUs since the Ampere
     * generation.
     */
    BFLOAT16(0x1p-9),
    /**
     * IEEE half precision: 11 significant bits and a small range, on GPUs only. The loss is scaled so that gradients do
     * not underflow.
     */
    FLOAT16(0x1p-12);

    private final double roundoff;

    Precision(double roundoff) {
        this.roundoff = roundoff;
    }

    /** Maximum relative error of rounding a float32 to this precision; 0 for float32. */
    public double roundoff() {
        return roundoff;
    }

    /** Bytes of an element. */
    public int bytes() {
        return isReduced() ? Short.BYTES : Float.BYTES;
    }

    /** Whether the precision is less than that of float32. */
    public boolean isReduced() {
        return this != FLOAT32;
    }

    /** Name in experiments and messages, such as {@code bfloat16}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
