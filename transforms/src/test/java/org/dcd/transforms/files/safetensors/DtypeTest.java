package org.dcd.transforms.files.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DtypeTest {
    /** Values of IEEE 754 binary16: the ends of its range, of its normal and of its subnormal numbers. */
    @ParameterizedTest
    @CsvSource({
        "0x0000, 0",
        "0x8000, -0",
        "0x0001, 5.9604644775390625e-8",
        "0x03ff, 6.097555160522461e-5",
        "0x0400, 6.103515625e-5",
        "0x3555, 0.333251953125",
        "0xbc00, -1",
        "0x3c01, 1.0009765625",
        "0x7bff, 65504",
        "0x7c00, Infinity",
        "0xfc00, -Infinity",
        "0x7e00, NaN"
    })
    void halfPrecisionFollowsIeee754(String bits, Float value) {
        assertThat(Dtype.half(Integer.decode(bits).shortValue())).isEqualTo(value);
    }

    @Test
    void halfPrecisionIsMonotonic() {
        for (int bits = 1; bits <= 0x7c00; bits++) {
            assertThat(Dtype.half((short) bits)).isGreaterThan(Dtype.half((short) (bits - 1)));
        }
    }
}
