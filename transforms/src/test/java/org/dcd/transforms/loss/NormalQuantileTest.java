package org.dcd.transforms.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalQuantileTest {
    @ParameterizedTest
    @CsvSource({
        "0.5, 0",
        "0.975, 1.959963984540054",
        "0.09, -1.3407550336902165",
        "0.9999, 3.719016485455709",
        "1e-6, -4.753424308822899"
    })
    void equalsTabulatedQuantiles(double probability, double quantile) {
        assertThat(NormalQuantile.at(probability)).isCloseTo(quantile, within(1e-9));
    }
}
