package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void equalSetsHaveDistanceZero() {
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

        assertThat(FrechetDistance.between(few, few)).isCloseTo(0, within(1e-11));
        assertThat(FrechetDistance.between(few, random(3, 20, 64))).isPositive().isFinite();
        assertThat(FrechetDistance.between(few, many)).isCloseTo(FrechetDistance.between(many, few), within(1e-6));
    }

    /** Two images x and y have the covariance aaᵀ/2 with a = x - y: |μ - ν|² + (|a|² + |b|²)/2 - |aᵀb|. */
    @Test
    void pairsOfImagesAgreeWithTheClosedForm() {
        int d = 2048;
        float[] first = Seeds.normal(5, 2 * d);
        float[] second = Seeds.normal(6, 2 * d);
        double expected = 0;
        double inner = 0;
        for (int k = 0; k < d; k++) {
            double shift = ((double) first[k] + first[d + k] - second[k] - second[d + k]) / 2;
            double a = (double) first[k] - first[d + k];
            double b = (double) second[k] - second[d + k];
            expected += shift * shift + (a * a + b * b) / 2;
            inner += a * b;
        }
        FeatureMoments one = FeatureMomentsTest.moments(first, d);
        FeatureMoments other = FeatureMomentsTest.moments(second, d);

        assertThat(FrechetDistance.between(one, other)).isCloseTo(expected - Math.abs(inner), within(1e-8));
        assertThat(FrechetDistance.between(one, one)).isCloseTo(0, within(1e-8));
    }

    /** S and 4S commute: the distance is tr(S + 4S - 2 · 2S) = tr S. Features fall from 1 to 1e-8. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 17, 63, 64, 65, 66, 200})
    void setsOfAnyRankHaveDistanceZeroToThemselves(int n) {
        int d = 64;
        float[] features = random(7, n, d, k -> Math.pow(10, -8.0 * k / d));
        float[] doubled = features.clone();
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] *= 2;
        }
        FeatureMoments moments = FeatureMomentsTest.moments(features, d);
        double[] s = moments.covariance();
        double[] s4 = FeatureMomentsTest.moments(doubled, d).covariance();
        double trace = 0;
        for (int k = 0; k < d; k++) {
            trace += s[k * d + k];
        }

        assertThat(FrechetDistance.between(moments, moments)).isCloseTo(0, within(1e-8 * trace));
        assertThat(FrechetDistance.betweenCentred(s, s4, d)).isCloseTo(trace, within(1e-7 * trace));
    }

    private static float[] random(long seed, int n, int d, IntToDoubleFunction scale) {
        float[] features = Seeds.normal(seed, n * d);
        for (int i = 0; i < features.length; i++) {
            features[i] *= (float) scale.applyAsDouble(i % d);
        }
        return features;
    }

    /** Eigenvalues 1 and 1e-17 on one side of 0 or the other. */
    @Test
    void negativeEigenvaluesOfRoundingAreIgnored() {
        for (double tiny : new double[] {-1e-17, 1e-17, 0}) {
            double[] s = {1, 0, 0, 0, tiny, 0, 0, 0, 1};

            assertThat(FrechetDistance.betweenCentred(s, s, 3)).isCloseTo(0, within(1e-12));
            assertThat(FrechetDistance.betweenCentred(s, new double[] {4, 0, 0, 0, 4, 0, 0, 0, 4}, 3))
                    .isCloseTo(1 + 4 + 1, within(1e-7));
        }
    }

    @Test
    void anIndefiniteMatrixIsRefused() {
        double[] indefinite = {1, 2, 2, 1};
        double[] notFinite = {1, Double.NaN, Double.NaN, 1};
        double[] one = {1, 0, 0, 1};

        assertThatThrownBy(() -> FrechetDistance.betweenCentred(indefinite, indefinite, 2))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("a covariance must have no negative eigenvalue, was -1");
        assertThatThrownBy(() -> FrechetDistance.betweenCentred(one, indefinite, 2))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("a covariance must have no negative eigenvalue, was -1");
        assertThatThrownBy(() -> FrechetDistance.betweenCentred(one, notFinite, 2))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("element [0, 1] is NaN");
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
