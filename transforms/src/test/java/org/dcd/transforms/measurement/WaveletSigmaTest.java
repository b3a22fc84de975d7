package org.dcd.transforms.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaveletSigmaTest {
    private static final int IMAGES = 1000;
    /**
     * Distribution of details with reflected borders at 16x16, which lowers the median: (1 - b)² N(0, 1), 2 b (1 - b)
     * N(0, 3/4), b² N(0, 9/16), with b = 2/9.
     */
    private static final double MEDIAN_RATIO_16 = 0.936313501412902;

    private static float[] noise(Seeds seeds, long image, int size, double sigma) {
        float[] values = Seeds.normal(seeds.of("noise", image), size);
        for (int i = 0; i < size; i++) {
            values[i] *= (float) sigma;
        }
        return values;
    }

    /** σ̂ of n details has the standard error 1.166 σ / √n. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.25, 0.5})
    void pureNoiseIsEstimatedWithinFiveStandardErrors(double sigma) {
        ImageShape shape = new ImageShape(1, 128, 128);
        double standardError = 1.166 * sigma / 65;

        double estimate = WaveletSigma.of(noise(new Seeds(1), 0, shape.size(), sigma), shape);

        assertThat(estimate).isCloseTo(sigma, within(5 * standardError));
    }

    /**
     * The first and last detail along an axis of even length have 3/4 of the variance, because two values occur twice
     * in them.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.25, 0.5})
    void estimatesOfSmallImagesAreLowByTheReflectedBorders(double sigma) {
        ImageShape shape = new ImageShape(1, 16, 16);
        double[] estimates = IntStream.range(0, IMAGES)
                .mapToDouble(i -> WaveletSigma.of(noise(new Seeds(2), i, shape.size(), sigma), shape))
                .toArray();
        double mean = Arrays.stream(estimates).average().orElseThrow();
        double variance =
                Arrays.stream(estimates).map(e -> (e - mean) * (e - mean)).sum() / (IMAGES - 1);

        assertThat(mean).isCloseTo(MEDIAN_RATIO_16 * sigma, within(5 * Math.sqrt(variance / IMAGES)));
    }

    @Test
    void theEstimateScalesWithTheImage() {
        ImageShape shape = new ImageShape(2, 9, 6);
        float[] image = noise(new Seeds(3), 0, shape.size(), 1);
        float[] scaled = noise(new Seeds(3), 0, shape.size(), -0.25);

        assertThat(WaveletSigma.of(scaled, shape)).isCloseTo(0.25 * WaveletSigma.of(image, shape), within(1e-12));
    }

    /**
     * The wavelet has two vanishing moments: a product of two ramps has diagonal details only where both are reflected.
     */
    @Test
    void aProductOfRampsHasDetailsAtItsCornersOnly() {
        float[] ramps = new float[12 * 10];
        for (int i = 0; i < ramps.length; i++) {
            ramps[i] = (i / 10) * (i % 10);
        }

        double[] details = Daubechies2.diagonalDetails(ramps, 0, 12, 10);

        assertThat(details).hasSize(7 * 6);
        for (int i = 0; i < details.length; i++) {
            boolean corner = i / 6 % 6 == 0 && i % 6 % 5 == 0;
            assertThat(Math.abs(details[i]) > 0.1).as("detail %s", i).isEqualTo(corner);
            assertThat(corner || Math.abs(details[i]) < 1e-12).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 1, -1, 0.3f, 1e-20f})
    void rejectsAConstantImage(float value) {
        ImageShape shape = new ImageShape(1, 16, 16);
        float[] image = new float[shape.size()];
        Arrays.fill(image, value);

        assertThatThrownBy(() -> WaveletSigma.of(image, shape))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("channel 0 of a 1x16x16 image is too smooth for a noise estimate")
                .hasMessageEndingWith("is " + Math.abs(value));
    }

    @Test
    void stripesHaveNoDiagonalDetail() {
        ImageShape shape = new ImageShape(1, 16, 16);
        float[] image = new float[shape.size()];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) Math.sin(2 * (i / 16));
        }

        assertThatThrownBy(() -> WaveletSigma.of(image, shape))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("all its wavelet details are zero within rounding");
    }

    @Test
    void namesAConstantChannel() {
        ImageShape shape = new ImageShape(2, 8, 8);
        float[] image = noise(new Seeds(4), 0, shape.size(), 1);
        Arrays.fill(image, 64, 128, 1f);

        assertThatThrownBy(() -> WaveletSigma.ofChannels(image, shape))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("channel 1 of a 2x8x8 image is too smooth for a noise estimate");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void rejectsNonFiniteValues(float value) {
        ImageShape shape = new ImageShape(1, 8, 8);
        float[] image = noise(new Seeds(5), 0, shape.size(), 1);
        image[17] = value;

        assertThatThrownBy(() -> WaveletSigma.of(image, shape))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("element 17 of a 1x8x8 image is " + value);
    }

    @Test
    void rejectsImagesSmallerThanTheWavelet() {
        assertThatThrownBy(() -> WaveletSigma.of(new float[3 * 8], new ImageShape(1, 8, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a noise estimate needs images of at least 4x4 pixels, was 1x8x3");
    }

    @Test
    void rejectsAnotherShape() {
        assertThatThrownBy(() -> WaveletSigma.of(new float[63], new ImageShape(1, 8, 8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a 1x8x8 image has 64 values, was 63");
    }
}
