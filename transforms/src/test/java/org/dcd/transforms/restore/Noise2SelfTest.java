package org.dcd.transforms.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.RandomMask;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;

class Noise2SelfTest {
    private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
    private static final SongUNet NETWORK = new SongUNet(16, List.of(1), 1, List.of(), 0);
    private static final MeasurementModel MODEL = new MeasurementModel(new Identity(), SHAPE);
    private static final int N = 64;

    /** A bright left or right half. */
    private static float[] clean() {
        float[] x = new float[N * SHAPE.size()];
        for (int k = 0; k < x.length; k++) {
            x[k] = (k % 8 < 4) == (k / 64 % 2 == 0) ? 0.8f : -0.8f;
        }
        return x;
    }

    private static MeasurementBatch noisy() {
        float[] y = clean();
        float[] noise = Seeds.normal(1, y.length);
        for (int k = 0; k < y.length; k++) {
            y[k] += 0.5f * noise[k];
        }
        float[] sigmas = new float[N];
        Arrays.fill(sigmas, 0.5f);
        return MeasurementBatch.of(
                MODEL, y, i -> 0, sigmas, LongStream.range(0, N).toArray());
    }

    private static Noise2Self denoiser() {
        return new Noise2Self(NETWORK, 2.56, 32, 2e-3, 4);
    }

    private static float[] restored() throws Exception {
        return denoiser()
                .restore(noisy(), RestorationContext.nothing(TorchEngine.cpu(), new Seeds(1)), Problems.NOBODY);
    }

    /** At least 6 dB, from noisy images only. */
    @Test
    void removesNoiseWithoutCleanImages() throws Exception {
        float[] x = restored();

        assertThat(squares(x)).isLessThan(0.25 * squares(noisy().y()));
    }

    private static double squares(float[] x) {
        float[] clean = clean();
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += Math.pow(x[k] - clean[k], 2) / x.length;
        }
        return sum;
    }

    @Test
    void theSameSeedGivesTheSameBits() throws Exception {
        assertThat(restored()).containsExactly(restored());
    }

    /** J-invariance: the restored value of a pixel does not depend on its measured value. */
    @Test
    void aPixelIsPredictedWithoutItself() {
        PixelGrid grid = new PixelGrid(4, SHAPE);
        ShapeOps facts = new ShapeOps();
        grid.predict(facts, NETWORK, "", SHAPE.batch(1), new long[] {1, 1, 8, 8});
        Map<String, float[]> weights = facts.parameters().stream()
                .collect(java.util.stream.Collectors.toMap(
                        spec -> spec.name(), spec -> shaken(Initialiser.draw(spec, new Seeds(1)))));
        float[] y = noisy().y();
        try (TorchFunction function = TorchFunction.of(
                TorchEngine.cpu(),
                "prediction",
                weights,
                ops -> grid.predict(
                        ops, NETWORK, TorchFunction.PREFIX, ops.input("y", SHAPE), ops.input("mask", grid.mask())))) {
            for (int part = 0; part < 16; part++) {
                float[] masks = new float[N * 64];
                for (int i = 0; i < N; i++) {
                    grid.fill(part, masks, i);
                }
                float[] changed = y.clone();
                for (int k = 0; k < changed.length; k++) {
                    changed[k] += masks[k] * 7;
                }
                float[] predicted = function.value(N, Map.of("y", y, "mask", masks));
                assertThat(function.value(N, Map.of("y", changed, "mask", masks)))
                        .containsExactly(predicted);
                assertThat(largest(predicted)).as("it predicts something").isGreaterThan(1e-3f);
            }
        }
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** Weights that start at zero would predict nothing. */
    private static float[] shaken(float[] weights) {
        float[] noise = Seeds.normal(weights.length, weights.length);
        for (int k = 0; k < weights.length; k++) {
            weights[k] += 0.05f * noise[k];
        }
        return weights;
    }

    /** A constant image remains constant, including edges and corners. */
    @Test
    void hiddenPixelsAreFilledInFromTheirNeighbours() {
        PixelGrid grid = new PixelGrid(2, SHAPE);
        float[] constant = new float[64];
        Arrays.fill(constant, 0.3f);
        float[] mask = new float[64];
        grid.fill(0, mask, 0);
        try (TorchFunction function = TorchFunction.of(
                TorchEngine.cpu(),
                "filled-in",
                Map.of(),
                ops -> grid.filledIn(ops, ops.input("y", SHAPE), ops.input("mask", grid.mask())))) {
            float[] filled = function.value(1, Map.of("y", constant, "mask", mask));
            for (float value : filled) {
                assertThat(value).isCloseTo(0.3f, org.assertj.core.api.Assertions.within(1e-6f));
            }
        }
    }

    @Test
    void everyPixelBelongsToOnePart() {
        PixelGrid grid = new PixelGrid(3, SHAPE);
        float[] sum = new float[64];
        for (int part = 0; part < 9; part++) {
            grid.fill(part, sum, 0);
        }
        assertThat(sum).containsOnly(1f);
    }

    @Test
    void refusesOtherOperatorsNoNoiseAndLargeGrids() {
        assertThatThrownBy(() -> denoiser().check(new MeasurementModel(new RandomMask(0.5), SHAPE), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("noise2self only removes noise")
                .hasMessageContaining("identity");
        assertThatThrownBy(() -> denoiser().check(MODEL, false)).hasMessageContaining("the measurements have none");
        assertThatThrownBy(() -> denoiser().check(new MeasurementModel(new Identity(), new ImageShape(1, 2, 2)), true))
                .hasMessageContaining("noise2self.grid must be at most the height and width");
    }
}
