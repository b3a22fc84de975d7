package org.dcd.transforms.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MulticoilFourierTest {
    /** Sides are not powers of two, and one is odd. */
    private static final ImageShape IMAGE = new ImageShape(2, 9, 14);

    @ParameterizedTest
    @CsvSource({"1, 320, 20", "2, 160, 20", "4, 80, 20", "6, 53, 20", "8, 40, 20"})
    void keepsExactlyTheStatedLinesAndTheWholeCentre(int acceleration, int lines, int centre) {
        MulticoilFourier operator = new MulticoilFourier(4, acceleration, 0);
        ImageShape image = new ImageShape(2, 8, 320);
        float[] mask = operator.drawParameters(image, 7);
        assertThat(count(mask, 0, 320)).isEqualTo(lines);
        assertThat(operator.centre(320)).isEqualTo(centre);
        assertThat(count(mask, 150, 170)).as("20 lines around line 160").isEqualTo(centre);
    }

    @Test
    void drawsEveryLineOutsideTheCentreEquallyOften() {
        MulticoilFourier operator = new MulticoilFourier(1, 4, 2);
        ImageShape image = new ImageShape(2, 1, 32);
        int n = 2000;
        double[] kept = new double[32];
        for (int i = 0; i < n; i++) {
            float[] mask = operator.drawParameters(image, i);
            Arrays.setAll(kept, line -> kept[line] + mask[line]);
        }
        double share = (8.0 - 2) / (32 - 2);
        double fiveErrors = 5 * Math.sqrt(share * (1 - share) / n);
        for (int line = 0; line < 32; line++) {
            assertThat(kept[line] / n)
                    .as("line " + line)
                    .isCloseTo(line == 15 || line == 16 ? 1 : share, within(fiveErrors));
        }
    }

    @Test
    void isTheIdentityWhenAllLinesAreKept() {
        float[] x = Seeds.normal(1, IMAGE.size());
        assertThat(applied(new MulticoilFourier(4, 1, 0), x, ones())).containsExactly(x, within(1e-5f));
    }

    /** Compares with explicit sums over both axes. */
    @Test
    void isTheSumOfTwoDimensionalTransformsOfTheCoils() {
        MulticoilFourier operator = new MulticoilFourier(3, 2, 0);
        float[] x = Seeds.normal(1, IMAGE.size());
        float[] mask = operator.drawParameters(IMAGE, 4);
        double[] expected = DirectFourier.zeroFilled(CoilMaps.birdcage(3, IMAGE), x, mask);
        float[] y = applied(operator, x, mask);
        for (int i = 0; i < y.length; i++) {
            assertThat((double) y[i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    @Test
    void doesNotNormaliseMeasuredMaps() {
        ImageShape image = new ImageShape(2, 16, 12);
        NpyCoilMaps maps = new NpyCoilMaps(HashedFile.unhashed(Examples.MEASURED_MAPS));
        MulticoilFourier operator = new MulticoilFourier(2, 0, maps);
        float[] x = Seeds.normal(1, image.size());
        float[] mask = operator.drawParameters(image, 4);
        double[] expected = DirectFourier.zeroFilled(maps.maps(image), x, mask);
        float[] y = applied(operator, image, x, mask);
        for (int i = 0; i < y.length; i++) {
            assertThat((double) y[i]).isCloseTo(expected[i], within(1e-5));
        }
        assertThat(y[0]).as("where no coil sees anything").isZero();
    }

    @Test
    void birdcageMapsAreNormalisedAndLargestNearTheirCoil() {
        CoilMaps maps = CoilMaps.birdcage(4, new ImageShape(2, 16, 16));
        for (int pixel = 0; pixel < 256; pixel++) {
            double squares = 0;
            for (int c = 0; c < 4; c++) {
                squares += square(maps, c, pixel);
            }
            assertThat(squares).isCloseTo(1, within(1e-12));
        }
        int right = 8 * 16 + 15;
        int below = 15 * 16 + 8;
        assertThat(square(maps, 0, right)).isGreaterThan(0.7);
        assertThat(square(maps, 1, below)).isGreaterThan(0.7);
    }

    @Test
    void rejectsRealImagesAndLargeCentres() {
        assertThatThrownBy(() -> new MulticoilFourier(4, 2, 0).checkImage(new ImageShape(1, 16, 16)))
                .hasMessageContaining("2 channels")
                .hasMessageContaining("1x16x16");
        assertThatThrownBy(() -> new MulticoilFourier(4, 8, 4).checkImage(new ImageShape(2, 16, 16)))
                .hasMessageContaining("multicoil-fourier.acceleration 8 keeps 2 of 16 lines")
                .hasMessageContaining("fewer than the 4 at the centre");
        assertThatThrownBy(() -> new MulticoilFourier(0, 2, 0)).hasMessage("birdcage.coils must be in [1, 64], was 0");
    }

    private static double square(CoilMaps maps, int coil, int pixel) {
        double real = maps.real()[coil * 256 + pixel];
        double imaginary = maps.imaginary()[coil * 256 + pixel];
        return real * real + imaginary * imaginary;
    }

    private static int count(float[] mask, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += mask[i] == 1 ? 1 : 0;
        }
        return count;
    }

    private static float[] ones() {
        float[] ones = new float[IMAGE.width()];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static float[] applied(MulticoilFourier operator, float[] x, float[] mask) {
        return applied(operator, IMAGE, x, mask);
    }

    private static float[] applied(MulticoilFourier operator, ImageShape image, float[] x, float[] mask) {
        ImageShape lines = new ImageShape(1, 1, mask.length);
        try (TorchFunction torch = TorchFunction.of(
                TorchEngine.cpu(),
                "fourier",
                Map.of(),
                ops -> operator.apply(ops, ops.input("x", image), ops.input("mask", lines), image))) {
            return torch.value(1, Map.of("x", x, "mask", mask));
        }
    }
}
