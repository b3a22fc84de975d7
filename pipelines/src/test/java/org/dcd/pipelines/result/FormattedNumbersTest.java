package org.dcd.pipelines.result;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormattedNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "14.1312, 14.13",
        "20, 20.00",
        "0.5, 0.5000",
        "0.00221399, 0.002214",
        "9.99996, 10.00",
        "1234, '1,234'",
        "123456, '123,500'",
        "-3.2, -3.200",
        "0, 0",
        "1e-7, 1.000e-07",
        "NaN, NaN",
        "Infinity, ∞",
        "-Infinity, -∞"
    })
    void fourSignificantDigits(double value, String text) {
        assertThat(FormattedNumbers.figure(value)).isEqualTo(text);
    }

    @Test
    void formatsDurations() {
        assertThat(FormattedNumbers.duration(0.42)).isEqualTo("0.4 s");
        assertThat(FormattedNumbers.duration(59.4)).isEqualTo("59 s");
        assertThat(FormattedNumbers.duration(185)).isEqualTo("3 min 05 s");
        assertThat(FormattedNumbers.duration(7440)).isEqualTo("2 h 04 min");
        assertThat(FormattedNumbers.duration(Double.NaN)).isEqualTo("?");
    }
}
