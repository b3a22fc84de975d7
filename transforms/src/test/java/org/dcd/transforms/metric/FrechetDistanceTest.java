package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {
    /** Golden values of d = 2048 scale with d: d · shift² and d · (1 - 1.1)². */
    private static final int D = 256;

    /** Exact moments N(mean, scale² I) of D features. */
    private static FeatureMoments isotropic(double mean, double scale) {
        double[] means = new double[D];
        double[] m2 = new double[D * D];
        for (int k = 0; k < D; k++) {
            means[k] = mean;
            m2[k * D + k] = scale * scale * 999;
        }
        return new FeatureMoments(1000, means, m2);
    }

    private static FeatureMoments random(long seed, int n, int d) {
        float[] features = Seeds.normal(seed, n * d);
        for (int i = 0; i < features.length; i++) {
            features[i] *= 1 + 0.5f * (i % d) / d;
        }
        return FeatureMomentsTest.moments(features, d);
    }

    @Test
    void aShiftOfEveryMeanByOneIsTheDimension() {
        assertThat(FrechetDistance.between(isotropic(0, 1), isotropic(1, 1))).isCloseTo(D, within(1e-9));
    }

    @Test
    void aScaleOfElevenTenthsIsAHundredthOfTheDimension() {
        assertThat(FrechetDistance.between(isotropic(0, 1), isotropic(0, 1.1))).isCloseTo(0.01 * D, within(1e-9));
    }

    @Test
    void equalSetsHaveNoDistance() {
        FeatureMoments moments = random(1, 1000, 64);
        assertThat(FrechetDistance.between(moments, moments)).isCloseTo(0, within(1e-10));
    }

    @Test
    void itIsSymmetric() {
        FeatureMoments a = random(1, 500, 64);
        FeatureMoments b = random(2, 700, 64);
        double there = FrechetDistance.between(a, b);

        assertThat(there).isPositive().isCloseTo(FrechetDistance.between(b, a), within(1e-10));
    }

    @Test
    void correlatedFeaturesAgreeWithTheClosedFormInTwoDimensions() {
        FeatureMoments a = new FeatureMoments(2, new double[] {0, 0}, new double[] {2, 1, 1, 3});
        FeatureMoments b = new FeatureMoments(2, new double[] {1, -1}, new double[] {5, -1, -1, 1});
        // Of a 2x2 product P: tr √P = √(tr P + 2 √det P).
        double trace = 2 * 5 + 2 * (1 * -1) + 3 * 1;
        double root = Math.sqrt(trace + 2 * Math.sqrt((2 * 3 - 1) * (5 - 1)));

        assertThat(FrechetDistance.between(withCount(a), withCount(b))).isCloseTo(2 + 5 + 6 - 2 * root, within(1e-12));
    }

    /** Moments of two vectors have the divisor 1. */
    private static FeatureMoments withCount(FeatureMoments products) {
        return new FeatureMoments(2, products.mean(), products.m2());
    }

    @Test
    void fewerImagesThanFeaturesStayFinite() {
        FeatureMoments few = random(1, 20, 64);
        FeatureMoments many = random(2, 500, 64);

        assertThat(FrechetDistance.between(few, few)).isCloseTo(0, within(1e-5));
        assertThat(FrechetDistance.between(few, random(3, 20, 64))).isPositive().isFinite();
        assertThat(FrechetDistance.between(few, many)).isCloseTo(FrechetDistance.between(many, few), within(1e-6));
    }

    @Test
    void deadFeaturesStayFinite() {
        double[] m2 = new double[16];
        m2[0] = 9;
        FeatureMoments dead = new FeatureMoments(10, new double[4], m2);
        double[] other = new double[16];
        other[0] = 36;
        FeatureMoments live = new FeatureMoments(10, new double[4], other);

        assertThat(FrechetDistance.between(dead, live)).isCloseTo(1, within(1e-12));
        assertThat(FrechetDistance.between(dead, dead)).isZero();
    }

    @Test
    void refusesDifferentDimensionsAndSingleVectors() {
        assertThatThrownBy(() -> FrechetDistance.between(new FeatureMoments(2), new FeatureMoments(3)))
                .hasMessageContaining("cannot compare 2 with 3 features");
        assertThatThrownBy(() -> FrechetDistance.between(new FeatureMoments(2), new FeatureMoments(2)))
                .hasMessageContaining("at least 2 vectors");
    }
}
