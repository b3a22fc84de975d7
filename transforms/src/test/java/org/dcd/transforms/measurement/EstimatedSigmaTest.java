package org.dcd.transforms.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.EstimatedSigma.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatedSigmaTest {
    private static final EstimatedSigma PAPER = new EstimatedSigma(100, Rule.MAX, 1);

    private static MeasurementModel model(ForwardOperator operator, int side) {
        return new MeasurementModel(operator, new ImageShape(1, side, side));
    }

    @Test
    void sigmaIsTheScaledStatistic() {
        SigmaCalibration set = SigmaCalibration.EMPTY.add(0.5).add(0.25).add(0.75);

        assertThat(PAPER.sigma(set)).isEqualTo(0.75);
        assertThat(new EstimatedSigma(20, Rule.MEAN, 1).sigma(set)).isEqualTo(0.5);
        assertThat(new EstimatedSigma(20, Rule.MEAN, 1.1).sigma(set)).isCloseTo(0.55, within(1e-15));
    }

    static Stream<ForwardOperator> masks() {
        return Stream.of(
                new RandomMask(0.05),
                new Composed(List.of(new RandomMask(0.6), new Downsample(2, Downsample.Method.AVERAGE))));
    }

    @ParameterizedTest
    @MethodSource("masks")
    void rejectsAMask(ForwardOperator mask) {
        assertThatThrownBy(() -> PAPER.check(model(mask, 16), 1000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("creates differences between neighbouring pixels")
                .hasMessageContaining("corruption.operator " + mask)
                .hasMessageEndingWith("set teacher.data-sigma instead of teacher.noise-level");
    }

    static Stream<ForwardOperator> images() {
        return Stream.of(
                new Identity(),
                new GaussianBlur(5, 1, GaussianBlur.Taps.REFERENCE),
                new Downsample(2, Downsample.Method.BICUBIC));
    }

    @ParameterizedTest
    @MethodSource("images")
    void acceptsMeasurementsThatAreImages(ForwardOperator operator) {
        assertThatCode(() -> PAPER.check(model(operator, 16), 100)).doesNotThrowAnyException();
    }

    @Test
    void rejectsSmallMeasurements() {
        assertThatThrownBy(() -> PAPER.check(model(new Downsample(8, Downsample.Method.AVERAGE), 16), 1000))
                .hasMessageStartingWith("the noise estimate needs measurements of at least 4x4 pixels, was 1x2x2; set");
    }

    @Test
    void rejectsTooFewMeasurements() {
        assertThatThrownBy(() -> PAPER.check(model(new Identity(), 16), 99))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("too few images for a noise estimate: teacher.noise-level.images is 100, but there are 99"
                        + " measurements; lower it to at most 99 or train on more images");
        assertThatThrownBy(() -> PAPER.requireImages(19)).hasMessageEndingWith("train on at least 20 images");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.4, 2.1, Double.NaN})
    void rejectsAScaleOutOfRange(double scale) {
        assertThatThrownBy(() -> new EstimatedSigma(100, Rule.MAX, scale))
                .hasMessage("estimated.scale must be in [0.5, 2], was " + scale);
    }

    @Test
    void survivesJavaSerialisation() throws Exception {
        assertThat(Examples.sent(PAPER)).isEqualTo(PAPER);
        assertThat(Examples.sent(new KnownSigma())).isEqualTo(new KnownSigma());
    }
}
