package org.dcd.transforms.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SchedulesTest {
    private static final double EXACT = 1e-12;

    @Test
    void theRateWarmsUpFromZeroAndEndsAtTheFinalFraction() {
        assertThat(Schedules.learningRate(0, 100, 1000, 1)).isZero();
        assertThat(Schedules.learningRate(50, 100, 1000, 1)).isCloseTo(0.5, within(EXACT));
        assertThat(Schedules.learningRate(100, 100, 1000, 1)).isCloseTo(1, within(EXACT));
        assertThat(Schedules.learningRate(500, 0, 1000, 0)).isCloseTo(0.5, within(EXACT));
        assertThat(Schedules.learningRate(500, 100, 1000, 0.1)).isCloseTo(0.55, within(EXACT));
        assertThat(Schedules.learningRate(1000, 100, 1000, 0.1)).isCloseTo(0.1, within(EXACT));
        assertThat(Schedules.learningRate(2000, 100, 1000, 0.1)).isCloseTo(0.1, within(EXACT));
    }

    @Test
    void withoutWarmUpAndDecayTheRateIsConstant() {
        for (double seen = 0; seen <= 1000; seen += 125) {
            assertThat(Schedules.learningRate(seen, 0, 1000, 1)).isCloseTo(1, within(EXACT));
        }
    }

    @Test
    void theAverageDecaysByHalfInItsHalfLife() {
        double decay = Schedules.averageDecay(1e9, 32, 320, 0.05);
        assertThat(Math.pow(decay, 10)).isCloseTo(0.5, within(EXACT));
    }

    @Test
    void theHalfLifeIsLimitedByTheImagesSeenWhileItRampsUp() {
        assertThat(Schedules.averageDecay(1000, 50, 500, 0.05)).isCloseTo(0.5, within(EXACT));
        assertThat(Schedules.averageDecay(1000, 50, 500, 0)).isCloseTo(Math.pow(0.5, 0.1), within(EXACT));
        assertThat(Schedules.averageDecay(32, 32, 500, 0.05)).isCloseTo(Math.pow(0.5, 20), within(EXACT));
    }
}
