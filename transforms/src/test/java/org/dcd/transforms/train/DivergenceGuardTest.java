package org.dcd.transforms.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DivergenceGuardTest {
    private final DivergenceGuard guard = new DivergenceGuard();

    @Test
    void aFallingLossIsNotDivergence() {
        for (int step = 0; step < 1000; step++) {
            assertThat(guard.observe(10.0 / (1 + step), 1)).isNull();
        }
        assertThat(guard.skipped()).isZero();
    }

    @Test
    void aFewNonFiniteUpdatesAreCounted() {
        for (int step = 0; step < 100; step++) {
            assertThat(guard.observe(1, step % 11 == 0 ? 1 : Double.NaN)).isNull();
        }
        assertThat(guard.skipped()).isEqualTo(90);
    }

    @Test
    void moreThanTenNonFiniteUpdatesInARowAreDivergence() {
        for (int step = 0; step < 10; step++) {
            assertThat(guard.observe(1, Double.POSITIVE_INFINITY)).isNull();
        }
        assertThat(guard.observe(1, Double.POSITIVE_INFINITY)).contains("11 steps in a row", "norm of Infinity");
    }

    @Test
    void aLossFarAboveItsMinimumIsDivergence() {
        for (int step = 0; step < 200; step++) {
            assertThat(guard.observe(1, 1)).isNull();
        }
        String problem = null;
        for (int step = 0; step < 100 && problem == null; step++) {
            problem = guard.observe(20, 1);
        }
        assertThat(problem).contains("smoothed loss", "times its minimum 1.0");
    }

    @Test
    void aLossFarAboveTheFirstOneIsDivergence() {
        guard.observe(1, 1);
        String problem = null;
        for (int step = 1; step < 100 && problem == null; step++) {
            problem = guard.observe(30, 1);
        }
        assertThat(problem).contains("smoothed loss", "times the first loss 1.0");
    }

    @Test
    void aSingleOutlierIsNotDivergence() {
        for (int step = 0; step < 200; step++) {
            assertThat(guard.observe(step == 150 ? 100 : 1, 1)).isNull();
        }
    }

    @Test
    void resumesFromItsState() {
        for (int step = 0; step < 150; step++) {
            guard.observe(1 + step % 3, step % 20 == 19 ? Double.NaN : 1);
        }
        DivergenceGuard other = new DivergenceGuard();
        other.restore(guard.state());
        for (int step = 0; step < 200; step++) {
            double loss = step < 50 ? 2 : 30;
            assertThat(other.observe(loss, 1)).isEqualTo(guard.observe(loss, 1));
            assertThat(other.state()).containsExactly(guard.state());
        }
    }
}
