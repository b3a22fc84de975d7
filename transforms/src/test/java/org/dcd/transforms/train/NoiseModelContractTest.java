package org.dcd.transforms.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.NoiseModel;
import org.dcd.transforms.ops.torch.Engines;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of all registered noise models, alone and in measurements. */
class NoiseModelContractTest {
    private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
    private static final int N = 500;

    static Stream<Named<NoiseModel>> models() {
        return Examples.of(NoiseModel.class);
    }

    @ParameterizedTest
    @MethodSource("models")
    void levelsAreNotNegativeAndDependOnTheSeedAlone(NoiseModel model) {
        double[] sigmas = sigmas(model);
        assertThat(Arrays.stream(sigmas)).allMatch(sigma -> sigma >= 0 && Double.isFinite(sigma));
        assertThat(sigmas(model)).isEqualTo(sigmas);
        assertThat(model.nominalSigma()).isNotNegative().isFinite();
    }

    @ParameterizedTest
    @MethodSource("models")
    void theNoiseOfMeasurementsIsStandardNormalTimesItsLevel(NoiseModel model) {
        double[] sigmas = sigmas(model);
        long[] seeds = LongStream.range(0, N).toArray();
        float[] images = new float[N * SHAPE.size()];
        Arrays.fill(images, 0.25f);
        float[] y;
        try (TorchCorruptor corruptor =
                new TorchCorruptor(Engines.best(), new Corruption(new Identity(), model), SHAPE)) {
            y = corruptor.measure(images, seeds, seeds, sigmas);
        }
        double[] z = IntStream.range(0, y.length)
                .filter(i -> sigmas[i / SHAPE.size()] > 0)
                .mapToDouble(i -> (y[i] - images[i]) / sigmas[i / SHAPE.size()])
                .toArray();
        for (int i = 0; i < y.length; i++) {
            if (sigmas[i / SHAPE.size()] == 0) {
                assertThat(y[i]).isEqualTo(images[i]);
            }
        }
        if (z.length > 0) {
            double fiveErrors = 5 / Math.sqrt(z.length);
            assertThat(Arrays.stream(z).average().orElseThrow()).isCloseTo(0, within(fiveErrors));
            assertThat(Arrays.stream(z).map(v -> v * v).average().orElseThrow())
                    .isCloseTo(1, within(fiveErrors * Math.sqrt(2)));
            assertThat(IntStream.range(1, z.length)
                            .mapToDouble(i -> z[i - 1] * z[i])
                            .average()
                            .orElseThrow())
                    .as("neighbouring pixels are uncorrelated")
                    .isCloseTo(0, within(fiveErrors));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void isSerialisable(NoiseModel model) throws Exception {
        assertThat(Examples.sent(model)).isEqualTo(model);
    }

    private static double[] sigmas(NoiseModel model) {
        return LongStream.range(0, N).mapToDouble(model::drawSigma).toArray();
    }
}
