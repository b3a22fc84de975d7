package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {
    @Test
    void onlyTheOrderCounts() {
        double[] rising = {1, 2, 30, 400};
        assertThat(RankCorrelation.of(rising, new double[] {-4, 0, 0.5, 7}).getAsDouble())
                .isEqualTo(1);
        assertThat(RankCorrelation.of(rising, new double[] {4, 3, 2, 1}).getAsDouble())
                .isEqualTo(-1);
    }

    /** scipy.stats.spearmanr([1, 2, 2, 4, 5], [2, 1, 4, 3, 5]) is 0.6668859. */
    @Test
    void equalValuesShareTheirRank() {
        assertThat(RankCorrelation.of(new double[] {1, 2, 2, 4, 5}, new double[] {2, 1, 4, 3, 5})
                        .getAsDouble())
                .isCloseTo(0.6668859, within(1e-7));
    }

    @Test
    void constantsHaveNoCorrelation() {
        assertThat(RankCorrelation.of(new double[] {1, 1}, new double[] {1, 2})).isEmpty();
        assertThat(RankCorrelation.of(new double[] {1}, new double[] {1})).isEmpty();
        assertThatThrownBy(() -> RankCorrelation.of(new double[1], new double[2]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
