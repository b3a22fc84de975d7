package org.dcd.transforms.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigmaCalibrationTest {
    private static SigmaCalibration of(double... sigmas) {
        return DoubleStream.of(sigmas)
                .boxed()
                .reduce(SigmaCalibration.EMPTY, SigmaCalibration::add, SigmaCalibration::merge);
    }

    @Test
    void computesMaximumAndMean() {
        SigmaCalibration calibration = of(0.2, 0.25, 0.15);

        assertThat(calibration.max()).isEqualTo(0.25);
        assertThat(calibration.mean()).isCloseTo(0.2, within(1e-15));
        assertThat(calibration.count()).isEqualTo(3);
    }

    @Test
    void partsMergeInAnyOrder() {
        SigmaCalibration whole = of(0.5, 0.25, 1, 0.125);

        assertThat(of(0.5, 0.25).merge(of(1, 0.125))).isEqualTo(whole);
        assertThat(of(1, 0.125).merge(of(0.5, 0.25))).isEqualTo(whole);
        assertThat(of(1).merge(of(0.5, 0.125).merge(of(0.25)))).isEqualTo(whole);
        assertThat(whole.merge(SigmaCalibration.EMPTY)).isEqualTo(whole);
        assertThat(SigmaCalibration.EMPTY.merge(whole)).isEqualTo(whole);
    }

    @Test
    void noImagesHaveNoMean() {
        assertThatThrownBy(SigmaCalibration.EMPTY::mean)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("too few images for a noise estimate: needs at least 1, was 0");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 0, -0.1})
    void rejectsInvalidEstimates(double sigma) {
        assertThatThrownBy(() -> SigmaCalibration.EMPTY.add(sigma))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("a noise estimate must be positive and finite, was " + sigma);
    }

    @Test
    void rejectsInconsistentStatistics() {
        assertThatThrownBy(() -> new SigmaCalibration(2, 0.1, 0.2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("inconsistent noise estimates of 2 images: sum 0.1, maximum 0.2");
        assertThatThrownBy(() -> new SigmaCalibration(0, 0.1, 0.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SigmaCalibration(1, Double.NaN, 0.1)).isInstanceOf(IllegalArgumentException.class);
    }
}
