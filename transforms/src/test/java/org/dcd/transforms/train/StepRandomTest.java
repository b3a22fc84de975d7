package org.dcd.transforms.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;

class StepRandomTest {
    private static final int N = 10_000;
    /** Five standard errors of the mean of N numbers of variance 1. */
    private static final double FIVE_ERRORS = 5 / Math.sqrt(N);

    private final StepRandom streams = new StepRandom(new Seeds(1));

    @Test
    void numbersDependOnPurposeStepAndSeedAlone() {
        float[] numbers = streams.normal("noise", 3, 8);
        streams.uniform("noise", 4, 100);
        assertThat(streams.normal("noise", 3, 8)).isEqualTo(numbers);
        assertThat(streams.normal("noise", 4, 8)).isNotEqualTo(numbers);
        assertThat(streams.normal("latent", 3, 8)).isNotEqualTo(numbers);
        assertThat(new StepRandom(new Seeds(2)).normal("noise", 3, 8)).isNotEqualTo(numbers);
        assertThat(new StepRandom(new Seeds(1).derive("attempt 1")).normal("noise", 3, 8))
                .isNotEqualTo(numbers);
    }

    @Test
    void purposesAndStepsAreUncorrelated() {
        float[] noise = streams.normal("noise", 1, N);
        assertThat(correlation(noise, streams.normal("latent", 1, N))).isCloseTo(0, within(FIVE_ERRORS));
        assertThat(correlation(noise, streams.normal("noise", 2, N))).isCloseTo(0, within(FIVE_ERRORS));
        assertThat(correlation(noise, noise)).isCloseTo(1, within(5 * Math.sqrt(2.0 / N)));
    }

    @Test
    void levelsAreLogNormal() {
        float[] levels = streams.levels("levels", 1, N, new SigmaDistribution(-0.6, 1.2));
        double[] z = IntStream.range(0, N)
                .mapToDouble(i -> (Math.log(levels[i]) + 0.6) / 1.2)
                .toArray();
        assertThat(DoubleStream.of(z).average().orElseThrow()).isCloseTo(0, within(FIVE_ERRORS));
        assertThat(DoubleStream.of(z).map(v -> v * v).average().orElseThrow())
                .isCloseTo(1, within(5 * Math.sqrt(2.0 / N)));
    }

    @Test
    void uniformNumbersFillTheUnitInterval() {
        double[] numbers = streams.uniform("levels", 1, N);
        assertThat(Arrays.stream(numbers)).allMatch(u -> u >= 0 && u < 1);
        assertThat(Arrays.stream(numbers).average().orElseThrow()).isCloseTo(0.5, within(FIVE_ERRORS / Math.sqrt(12)));
    }

    private static double correlation(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> (double) a[i] * b[i])
                .average()
                .orElseThrow();
    }
}
