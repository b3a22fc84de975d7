package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Registry;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every registered metric. */
class MetricContractTest {
    static final int N = 120;
    private static final int D = 6;
    /** The same numbers as images, for metrics of pairs. */
    private static final ImageShape IMAGE = new ImageShape(1, 12, 12);

    private static final int PAIRS = N * D / IMAGE.size();

    static Stream<Named<Metric>> metrics() {
        return Examples.of(Metric.class);
    }

    static float[] normal(long seed, float shift, float scale) {
        float[] values = Seeds.normal(seed, N * D);
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] * scale + shift;
        }
        return values;
    }

    private static FeatureMoments moments(float[] values) {
        FeatureMoments moments = new FeatureMoments(D);
        moments.add(values, values.length / D);
        return moments;
    }

    /** Scores of a row, added up in parts of so many images. */
    static List<MetricValue> scores(Metric metric, float[] row, float[] reference, int part) {
        if (metric instanceof VectorMetric vectors) {
            return vectors.of(new Vectors(N, D, row), new Vectors(N, D, reference));
        }
        if (metric instanceof PairMetric pairs) {
            double[] values = new double[PAIRS];
            for (int i = 0; i < PAIRS; i++) {
                int from = i * IMAGE.size();
                values[i] = pairs.of(
                        Arrays.copyOfRange(row, from, from + IMAGE.size()),
                        Arrays.copyOfRange(reference, from, from + IMAGE.size()),
                        IMAGE);
            }
            return List.of(MetricValue.meanOf(ScoreNames.of(metric).get(0), values));
        }
        if (metric instanceof LearnedPairMetric learned) {
            return List.of(MetricValue.meanOf(
                    ScoreNames.of(metric).get(0), RandomPairs.distances(learned, IMAGE, row, reference)));
        }
        Statistic statistic = null;
        for (int from = 0; from < N; from += part) {
            int n = Math.min(part, N - from);
            FeatureBatch batch = new FeatureBatch(n, Arrays.copyOfRange(row, from * D, (from + n) * D));
            Contribution contribution = metric instanceof SumMetric sums ? sums.of(batch, from, N) : batch;
            Statistic more = contribution.toStatistic();
            if (statistic == null) {
                statistic = more;
            } else {
                statistic.merge(more);
            }
        }
        return metric instanceof SumMetric sums
                ? sums.of((Sums) statistic)
                : ((MomentMetric) metric)
                        .of(
                                ((FeatureMoments) statistic).gaussian(),
                                moments(reference).gaussian());
    }

    private static boolean isHigherBetter(Metric metric) {
        return metric.getClass().getAnnotation(Scores.class).higherIsBetter();
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void itGivesTheScoresThatItNames(Metric metric) {
        List<String> given = new ArrayList<>();
        scores(metric, normal(1, 0, 1), normal(2, 0, 1), N).forEach(value -> given.add(value.name()));

        assertThat(given).containsExactlyElementsOf(ScoreNames.of(metric));
        assertThat(ScoreNames.all()).containsAll(given);
        assertThat(metric.estimator()).isNotBlank();
    }

    @Test
    void noTwoMetricsGiveScoresOfOneName() {
        List<String> names = Registry.members(Metric.class).values().stream()
                .flatMap(member -> Stream.of(member.getAnnotation(Scores.class).value()))
                .toList();

        assertThat(names).hasSizeGreaterThan(8).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void partsMergeToTheWhole(Metric metric) {
        float[] row = normal(1, 0, 1);
        float[] reference = normal(2, 0.5f, 1);
        List<MetricValue> whole = scores(metric, row, reference, N);
        List<MetricValue> parts = scores(metric, row, reference, 7);

        for (int i = 0; i < whole.size(); i++) {
            assertThat(parts.get(i).value()).isCloseTo(whole.get(i).value(), within(1e-10));
        }
    }

    /** Of the law of the reference set; of pairs each its partner, somewhat paler. */
    private static float[] near(Metric metric, float[] reference) {
        float[] row = normal(1, 0, 1);
        for (int i = 0; i < row.length && metric.view() == View.PAIRS; i++) {
            row[i] = 0.9f * reference[i];
        }
        return row;
    }

    /** Far from the reference set, and narrower than it. */
    @ParameterizedTest
    @MethodSource("metrics")
    void aRowThatIsFarIsWorse(Metric metric) {
        float[] reference = normal(2, 0, 1);
        List<MetricValue> near = scores(metric, near(metric, reference), reference, N);
        List<MetricValue> far = scores(metric, normal(1, 3, 0.1f), reference, N);

        for (int i = 0; i < near.size(); i++) {
            double better = near.get(i).value() - far.get(i).value();
            assertThat(isHigherBetter(metric) ? better : -better)
                    .as(near.get(i).name())
                    .isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void itIsSentToWorkers(Metric metric) throws IOException, ClassNotFoundException {
        assertThat(Examples.sent(metric)).isEqualTo(metric);
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void aValueThatIsNotFiniteIsAnErrorAndNoScore(Metric metric) {
        float[] row = normal(1, 0, 1);
        row[40 * D + 2] = Float.NaN;

        assertThatThrownBy(() -> scores(metric, row, normal(2, 0, 1), N))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("NaN");
    }
}
