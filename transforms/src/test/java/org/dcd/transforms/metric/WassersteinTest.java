package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;

class WassersteinTest {
    private static final Wasserstein METRIC = new Wasserstein(1000);

    private static double distance(float[] a, float[] b, int d) {
        return METRIC.of(new Vectors(a.length / d, d, a), new Vectors(b.length / d, d, b))
                .get(0)
                .value();
    }

    /** On a line the order of the points matches them. */
    @Test
    void pointsOfALineAreMatchedInOrder() {
        float[] a = Seeds.normal(1, 300);
        float[] b = Seeds.normal(2, 300);
        double found = distance(a, b, 1);
        Arrays.sort(a);
        Arrays.sort(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (double) (a[i] - b[i]);
        }

        assertThat(found).isPositive().isCloseTo(Math.sqrt(sum / a.length), within(1e-9));
    }

    @Test
    void aShiftedSetHasTheDistanceOfTheShift() {
        float[] a = Seeds.normal(3, 200);
        float[] b = a.clone();
        for (int i = 0; i < b.length; i += 2) {
            b[i] += 3;
            b[i + 1] += 4;
        }

        assertThat(distance(a, b, 2)).isCloseTo(5, within(1e-5));
        assertThat(distance(a, a, 2)).isZero();
    }

    /** Against all 5040 ways to match seven points. */
    @Test
    void noOtherMatchingIsShorter() {
        for (int seed = 0; seed < 20; seed++) {
            double[][] costs = new double[7][7];
            float[] numbers = Seeds.normal(seed, 49);
            for (int i = 0; i < 49; i++) {
                costs[i / 7][i % 7] = numbers[i];
            }
            int[] partners = Assignment.of(costs);
            double sum = 0;
            for (int i = 0; i < 7; i++) {
                sum += costs[i][partners[i]];
            }

            assertThat(partners).containsOnly(0, 1, 2, 3, 4, 5, 6).doesNotHaveDuplicates();
            assertThat(sum).isCloseTo(least(costs, 0, new boolean[7]), within(1e-12));
        }
    }

    private static double least(double[][] costs, int row, boolean[] taken) {
        if (row == costs.length) {
            return 0;
        }
        double least = Double.POSITIVE_INFINITY;
        for (int column = 0; column < costs.length; column++) {
            if (!taken[column]) {
                taken[column] = true;
                least = Math.min(least, costs[row][column] + least(costs, row + 1, taken));
                taken[column] = false;
            }
        }
        return least;
    }

    @Test
    void unequalSetsAreReducedToTheSmallerSize() {
        float[] many = new float[2000];
        for (int i = 0; i < many.length; i++) {
            many[i] = i / 2000f;
        }
        float[] few = {0.1f, 0.5f, 0.9f};

        assertThat(distance(many, few, 1)).isLessThan(0.3);
    }
}
