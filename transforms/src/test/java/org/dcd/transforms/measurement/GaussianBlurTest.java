package org.dcd.transforms.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.GaussianBlur.Taps;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GaussianBlurTest {
    /** Taps of SciPy's gaussian_filter for an impulse in the centre of 9x9 elements, and of a truncated Gaussian. */
    @ParameterizedTest
    @CsvSource({
        "REFERENCE, 0.035760, 0.066976, 0.121424, 0.176103, 0.199475",
        "TRUNCATED, 0.027631, 0.066282, 0.123832, 0.180174, 0.204164"
    })
    void tapsEqualTheReference(Taps taps, double a, double b, double c, double d, double e) {
        assertThat(new GaussianBlur(9, 2, taps).weights())
                .containsExactly(new double[] {a, b, c, d, e, d, c, b, a}, within(1e-6));
    }

    @Test
    void tapsEqualSciPyForOtherSizes() {
        assertThat(new GaussianBlur(5, 1.5, Taps.REFERENCE).weights())
                .containsExactly(
                        new double[] {0.145335523, 0.220654152, 0.268020650, 0.220654152, 0.145335523}, within(1e-9));
    }

    @ParameterizedTest
    @EnumSource
    void tapsSumToOne(Taps taps) {
        for (int size : new int[] {1, 3, 5, 9, 31}) {
            for (double std : new double[] {0.1, 1, 2, 7.5}) {
                double[] weights = new GaussianBlur(size, std, taps).weights();
                assertThat(Arrays.stream(weights).sum()).isCloseTo(1, within(1e-12));
                for (int i = 0; i < size; i++) {
                    assertThat(weights[i]).isCloseTo(weights[size - 1 - i], within(1e-15));
                }
            }
        }
    }

    /** For pixels 1 2 4 the padding before the first pixel is 2, not 1. */
    @Test
    void reflectsWithoutRepeatingTheBorder() {
        GaussianBlur blur = new GaussianBlur(3, 1, Taps.TRUNCATED);
        double[] weights = blur.weights();
        float[] blurred = blurred(blur, new ImageShape(1, 2, 3), 1, 2, 4, 1, 2, 4);
        double first = weights[0] * 2 + weights[1] * 1 + weights[2] * 2;
        double last = weights[0] * 2 + weights[1] * 4 + weights[2] * 2;
        assertThat(blurred[0]).isCloseTo((float) first, within(1e-6f));
        assertThat(blurred[2]).isCloseTo((float) last, within(1e-6f));
    }

    @Test
    void keepsConstantsAndSeparatesChannels() {
        ImageShape image = new ImageShape(2, 6, 5);
        float[] x = new float[image.size()];
        Arrays.fill(x, 0, 30, 0.25f);
        Arrays.fill(x, 30, 60, -1);
        assertThat(blurred(new GaussianBlur(9, 2, Taps.REFERENCE), image, x)).containsExactly(x, within(1e-6f));
    }

    @Test
    void rejectsImagesThatAreTooSmallToReflect() {
        GaussianBlur blur = new GaussianBlur(9, 2, Taps.REFERENCE);
        assertThatCode(() -> blur.checkImage(new ImageShape(1, 5, 5))).doesNotThrowAnyException();
        assertThatThrownBy(() -> blur.checkImage(new ImageShape(1, 16, 4)))
                .hasMessageContaining("gaussian-blur.size 9")
                .hasMessageContaining("at least 5")
                .hasMessageContaining("1x16x4");
    }

    @Test
    void rejectsInvalidFilters() {
        assertThatThrownBy(() -> new GaussianBlur(4, 2, Taps.REFERENCE))
                .hasMessage("gaussian-blur.size must be odd, was 4");
        assertThatThrownBy(() -> new GaussianBlur(-1, 2, Taps.REFERENCE)).hasMessageContaining("was -1");
        assertThatThrownBy(() -> new GaussianBlur(9, Double.NaN, Taps.REFERENCE))
                .hasMessage("gaussian-blur.std must be in (0, 100], was NaN");
    }

    private static float[] blurred(GaussianBlur blur, ImageShape image, float... x) {
        try (TorchFunction torch = TorchFunction.of(
                TorchEngine.cpu(), "blur", Map.of(), ops -> blur.apply(ops, ops.input("x", image), null, image))) {
            return torch.value(1, Map.of("x", x));
        }
    }
}
