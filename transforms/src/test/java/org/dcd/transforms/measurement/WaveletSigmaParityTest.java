package org.dcd.transforms.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.dcd.transforms.image.ImageShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Numbers of scikit-image 0.19.3 with PyWavelets 1.1.1, NumPy 1.24.2 and SciPy 1.10.1 (Debian 12's python3-skimage and
 * python3-pywt), on float64 copies of float32 images:
 *
 * <pre>{@code
 * import math, numpy as np
 * from skimage.restoration import estimate_sigma
 *
 * def image(c, h, w, noise, zero_from):
 *     state, x = 42, np.zeros((c, h, w), np.float32)
 *     for k in range(c):
 *         for i in range(h):
 *             for j in range(w):
 *                 s = 0
 *                 for _ in range(12):
 *                     state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
 *                     s += state >> 40
 *                 v = 0.6 * math.sin(0.9 * i + 0.4 * k) * math.cos(0.5 * j) + noise * (k + 1) * (s / 2.0**24 - 6)
 *                 x[k, i, j] = v if j < zero_from else 0
 *     return x.astype(np.float64)
 *
 * estimate_sigma(image(...), channel_axis=0)
 * estimate_sigma(image(...), channel_axis=0, average_sigmas=True)
 * }</pre>
 */
class WaveletSigmaParityTest {
    private static final double DELTA = 1e-12;

    /**
     * One image of the recipe.
     *
     * @param noise standard deviation in channel 0, k + 1 times that in channel k
     * @param zeroFrom column from which on all values are zero
     * @param average of the channels' estimates
     * @param channels their estimates
     */
    record Golden(ImageShape shape, double noise, int zeroFrom, double average, double... channels) {
        Golden(int c, int h, int w, double noise, double average, double... channels) {
            this(new ImageShape(c, h, w), noise, w, average, channels);
        }

        @Override
        public String toString() {
            return shape + ", noise " + noise + ", zero from column " + zeroFrom;
        }

        float[] image() {
            float[] image = new float[shape.size()];
            long state = 42;
            for (int n = 0; n < image.length; n++) {
                long sum = 0;
                for (int draw = 0; draw < 12; draw++) {
                    state = state * 6364136223846793005L + 1442695040888963407L;
                    sum += state >>> 40;
                }
                int j = n % shape.width();
                int i = n / shape.width() % shape.height();
                int k = n / shape.width() / shape.height();
                double value = 0.6 * Math.sin(0.9 * i + 0.4 * k) * Math.cos(0.5 * j)
                        + noise * (k + 1) * (sum / (double) (1 << 24) - 6);
                image[n] = j < zeroFrom ? (float) value : 0;
            }
            return image;
        }
    }

    static Stream<Golden> golden() {
        return Stream.of(
                new Golden(1, 8, 8, 0, 0.020201117091946413, 0.020201117091946413),
                new Golden(1, 16, 16, 0.5, 0.43571118020418514, 0.43571118020418514),
                new Golden(1, 7, 9, 0.25, 0.2188802771562269, 0.2188802771562269),
                new Golden(1, 4, 4, 0.25, 0.12542464145423565, 0.12542464145423565),
                new Golden(1, 5, 12, 0.1, 0.09248646219095813, 0.09248646219095813),
                new Golden(1, 28, 28, 0.25, 0.262625144414548, 0.262625144414548),
                new Golden(
                        3,
                        16,
                        16,
                        0.1,
                        0.19678131149401912,
                        0.10659256772986055,
                        0.2157847073517496,
                        0.2679666594004473),
                new Golden(
                        3,
                        15,
                        13,
                        0.1,
                        0.15368486765954625,
                        0.08332118375392578,
                        0.14286558228409257,
                        0.23486783694062038),
                new Golden(
                        3,
                        32,
                        32,
                        0,
                        0.02255169915308705,
                        0.023904316812487513,
                        0.024203937786841198,
                        0.019546842859932433),
                new Golden(new ImageShape(1, 16, 16), 0.25, 8, 0.18797813193212048, 0.18797813193212048));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void theEstimateEqualsScikitImage(Golden golden) {
        float[] image = golden.image();

        assertThat(WaveletSigma.ofChannels(image, golden.shape())).containsExactly(golden.channels(), within(DELTA));
        assertThat(WaveletSigma.of(image, golden.shape())).isCloseTo(golden.average(), within(DELTA));
    }
}
