package org.dcd.transforms.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcd.transforms.restore.GeneratorPrior.Keep;
import org.junit.jupiter.api.Test;

/** The search over latents of a linear generator ends at the least-squares solution. */
class GeneratorPriorTest {
    private static final int N = 40;
    private static final double SIGMA = 0.5;
    private static final MeasurementBatch POINTS = Problems.points(N, SIGMA);

    private static float[] restored(GeneratorPrior prior, MeasurementBatch points) throws Exception {
        return prior.restore(points, Problems.generator(1), Problems.NOBODY);
    }

    /** The projection of y onto the range of G. */
    @Test
    void withoutWeightIsTheProjection() throws Exception {
        float[] x = restored(new GeneratorPrior(1500, 0.05, 0, 1, Keep.LAST), POINTS);

        for (int i = 0; i < N; i++) {
            assertThat(x[3 * i]).isCloseTo(POINTS.y()[3 * i], within(1e-3f));
            assertThat(x[3 * i + 1]).isCloseTo(POINTS.y()[3 * i + 1], within(1e-3f));
            assertThat(x[3 * i + 2]).isZero();
        }
    }

    /** argmin (g z - y)² + w σ² z² gives g z = g² / (g² + w σ²) y. */
    @Test
    void withWeightIsTheMostLikely() throws Exception {
        double weight = 2;
        float[] x = restored(new GeneratorPrior(1500, 0.05, weight, 1, Keep.LAST), POINTS);

        for (int i = 0; i < N; i++) {
            for (int k = 0; k < 2; k++) {
                double g2 = Problems.GAINS[k] * Problems.GAINS[k];
                double expected = g2 / (g2 + weight * SIGMA * SIGMA) * POINTS.y()[3 * i + k];
                assertThat((double) x[3 * i + k]).isCloseTo(expected, within(1e-3));
            }
        }
    }

    @Test
    void stopsAtTheNoiseLevel() throws Exception {
        float[] x = restored(new GeneratorPrior(1500, 0.01, 0, 1, Keep.NOISE), POINTS);

        int reachable = 0;
        for (int i = 0; i < N; i++) {
            double best = POINTS.y()[3 * i + 2] * POINTS.y()[3 * i + 2];
            double misfit = best;
            for (int k = 0; k < 2; k++) {
                misfit += Math.pow(x[3 * i + k] - POINTS.y()[3 * i + k], 2);
            }
            double noise = 3 * SIGMA * SIGMA;
            if (best < noise) {
                reachable++;
                assertThat(misfit).isLessThanOrEqualTo(noise * 1.0001);
            }
            if (best < 0.5 * noise) {
                assertThat(misfit).as("it goes no further").isGreaterThan(best + 1e-3);
            }
        }
        assertThat(reachable).isGreaterThan(N / 4);
    }

    @Test
    void theBestLatentIsNoWorseThanTheLast() throws Exception {
        // a step so large that Adam circles the solution
        double best = misfit(restored(new GeneratorPrior(60, 1, 0, 1, Keep.BEST), POINTS));
        double last = misfit(restored(new GeneratorPrior(60, 1, 0, 1, Keep.LAST), POINTS));

        assertThat(best).isLessThan(last);
    }

    private static double misfit(float[] x) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += Math.pow(x[k] - POINTS.y()[k], 2);
        }
        return sum;
    }

    /** After one short step latents are still near their start: normal, and different for every restart. */
    @Test
    void restartsAreAveraged() throws Exception {
        GeneratorPrior one = new GeneratorPrior(1, 1e-9, 0, 1, Keep.LAST);
        GeneratorPrior many = new GeneratorPrior(1, 1e-9, 0, 64, Keep.LAST);

        double alone = spread(restored(one, POINTS));
        double together = spread(restored(many, POINTS));

        assertThat(alone).isCloseTo(2, within(5 * 2 / Math.sqrt(2.0 * N)));
        assertThat(together).isCloseTo(2 / 8.0, within(5 * 0.25 / Math.sqrt(2.0 * N)));
    }

    /** Root of the mean square of x₀ = 2 z₀. */
    private static double spread(float[] x) {
        double sum = 0;
        for (int i = 0; i < N; i++) {
            sum += x[3 * i] * x[3 * i] / N;
        }
        return Math.sqrt(sum);
    }

    @Test
    void theSameSeedGivesTheSameBits() throws Exception {
        GeneratorPrior prior = new GeneratorPrior(25, 0.05, 1, 2, Keep.LAST);

        assertThat(restored(prior, POINTS)).containsExactly(restored(prior, POINTS));
        assertThat(prior.restore(POINTS, Problems.generator(2), Problems.NOBODY))
                .isNotEqualTo(restored(prior, POINTS));
    }

    /** Draws depend on the id of an image, so its result does not depend on the other images. */
    @Test
    void anImageDoesNotDependOnItsBatch() throws Exception {
        GeneratorPrior prior = new GeneratorPrior(25, 0.05, 1, 1, Keep.LAST);

        float[] some = restored(prior, POINTS.part(33, 36));

        float[] all = restored(prior, POINTS);
        for (int k = 0; k < some.length; k++) {
            assertThat(some[k]).isCloseTo(all[33 * 3 + k], within(1e-5f));
        }
    }

    @Test
    void progressEndsAtItsTotal() throws Exception {
        List<Double> done = new ArrayList<>();
        new GeneratorPrior(25, 0.05, 0, 1, Keep.LAST)
                .restore(POINTS, Problems.generator(1), (at, total, loss) -> done.add(at / total));

        assertThat(done).hasSize(3).isSorted().last().isEqualTo(1.0);
    }

    @Test
    void anInterruptStopsIt() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> restored(new GeneratorPrior(1000, 0.05, 0, 1, Keep.LAST), POINTS))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void aLossThatIsNotFiniteIsAnError() throws IOException {
        GeneratorPrior prior = new GeneratorPrior(60, 1e9, 0, 1, Keep.LAST);
        MeasurementBatch far = Problems.points(4, SIGMA);
        java.util.Arrays.fill(far.y(), 1e25f);
        assertThatThrownBy(() -> restored(prior, far))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("the loss of measurement 0 is")
                .hasMessageContaining("learning-rate");
    }
}
