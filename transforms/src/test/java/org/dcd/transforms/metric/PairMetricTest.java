package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.PixelRange;
import org.junit.jupiter.api.Test;

class PairMetricTest {
    private static final ImageShape SQUARE = new ImageShape(1, 16, 16);

    /** A constant image, in [-1, 1]. */
    private static float[] constant(double v) {
        float[] image = new float[SQUARE.size()];
        Arrays.fill(image, (float) v);
        return image;
    }

    private static float[] pixels(JsonNode list) {
        float[] image = new float[list.size()];
        for (int i = 0; i < image.length; i++) {
            image[i] = PixelRange.toFloat((byte) list.get(i).asInt());
        }
        return image;
    }

    /**
     * The numbers of scikit-image 0.19: {@code structural_similarity(x, y, channel_axis=0, data_range=255,
     * gaussian_weights=True, sigma=1.5, use_sample_covariance=False)} and {@code peak_signal_noise_ratio(x, y,
     * data_range=255)} of smooth random u8 images and the same with noise.
     */
    @Test
    void valuesOfScikitImage() throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(Path.of("src/test/resources/metric/pairs.json").toFile())
                .get("cases");
        assertThat(cases).hasSize(2);
        for (JsonNode one : cases) {
            JsonNode s = one.get("shape");
            ImageShape shape =
                    new ImageShape(s.get(0).asInt(), s.get(1).asInt(), s.get(2).asInt());
            float[] x = pixels(one.get("x"));
            float[] y = pixels(one.get("y"));

            assertThat(new Ssim().of(x, y, shape)).isCloseTo(one.get("ssim").asDouble(), within(1e-6));
            assertThat(new Psnr().of(x, y, shape)).isCloseTo(one.get("psnr").asDouble(), within(1e-5));
        }
    }

    /** An offset of a tenth of the range is 20 dB, one of a grey level 48.1308 dB. */
    @Test
    void theRatioOfAnOffset() {
        assertThat(new Psnr().of(constant(0.1), constant(0.3), SQUARE)).isCloseTo(20, within(1e-6));
        assertThat(new Psnr()
                        .of(constant(PixelRange.toFloat((byte) 7)), constant(PixelRange.toFloat((byte) 8)), SQUARE))
                .isCloseTo(48.1308, within(1e-4));
    }

    /** Only the luminance term remains: (2 μ₁μ₂ + C₁) / (μ₁² + μ₂² + C₁) of values in [0, 1]. */
    @Test
    void theSimilarityOfConstants() {
        assertThat(new Ssim().of(constant(2 * 0.2 - 1), constant(2 * 0.4 - 1), SQUARE))
                .isCloseTo(0.80010, within(1e-5));
        assertThat(new Ssim().of(constant(2 * 0.5 - 1), constant(2 * 0.6 - 1), SQUARE))
                .isCloseTo(0.98361, within(1e-5));
        assertThat(new Ssim().of(constant(0.3), constant(0.3), SQUARE)).isCloseTo(1, within(1e-12));
    }

    @Test
    void equalImagesHaveAnInfiniteRatioAndNoDeviation() {
        double ratio = new Psnr().of(constant(0.3), constant(0.3), SQUARE);
        MetricValue value = MetricValue.meanOf("psnr", new double[] {ratio, 20});

        assertThat(ratio).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(value.value()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(value.deviation()).isEmpty();
    }

    @Test
    void imagesSmallerThanTheWindowAreRefused() {
        assertThatThrownBy(() -> new Ssim().checkShape(new ImageShape(1, 10, 16)))
                .hasMessage("ssim needs images of at least 11x11, was 1x10x16; remove it");
    }
}
