package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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

/** The contract of all registered metrics. */
class MetricContractTest {
    static final int N = 120;
    private static final int D = 6;
    /** The same values as images, for metrics of pairs. */
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

    /** Statistics of all images of the reference set. */
    private record All(float[] values) implements SetSummary {
        @Override
        public Gaussian gaussian() {
            FeatureMoments moments = new FeatureMoments(D);
            moments.add(values, N);
            return moments.gaussian();
        }

        @Override
        public Vectors vectors(int most) {
            return new Vectors(N, D, values).spread(most);
        }
    }

    private static int images(Metric metric) {
        return metric.input() == MetricInput.PAIRS ? PAIRS : N;
    }

    /** The inputs of a metric for the images from (inclusive) to (exclusive); fewer and larger ones for pairs. */
    private static FeatureBatch seen(Metric metric, float[] row, float[] reference, int from, int to) {
        int n = to - from;
        if (metric.input() != MetricInput.PAIRS) {
            float[] values = Arrays.copyOfRange(row, from * D, to * D);
            return FeatureBatch.classified(from, n, values, values);
        }
        float[] x = Arrays.copyOfRange(row, from * IMAGE.size(), to * IMAGE.size());
        float[] y = Arrays.copyOfRange(reference, from * IMAGE.size(), to * IMAGE.size());
        return metric.learned()
                .map(learned -> FeatureBatch.of(from, n, RandomPairs.distances(learned, IMAGE, x, y)))
                .orElseGet(() -> FeatureBatch.pairs(from, n, x, y));
    }

    private static Accumulator accumulator(Metric metric, int from, int to) {
        int d = metric.input() == MetricInput.PAIRS ? IMAGE.size() : D;
        SetPart part = SetPart.of(IMAGE, images(metric), from, to - from);
        return metric.accumulator(part.withVectors(d, List.of(metric)));
    }

    /** Accumulators of parts with the given sizes, in order. */
    private static List<Accumulator> parts(Metric metric, float[] row, float[] reference, int size) {
        List<Accumulator> parts = new ArrayList<>();
        for (int from = 0; from < images(metric); from += size) {
            int to = Math.min(from + size, images(metric));
            Accumulator part = accumulator(metric, from, to);
            part.add(seen(metric, row, reference, from, to));
            parts.add(part);
        }
        return parts;
    }

    private static List<MetricValue> finish(Metric metric, List<Accumulator> parts, float[] reference) {
        Accumulator merged = accumulator(metric, 0, 0);
        parts.forEach(merged::merge);
        assertThat(merged.count()).isEqualTo(images(metric));
        try {
            return metric.finish(merged, new All(reference));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Scores of a row that is merged from parts with the given sizes. */
    static List<MetricValue> scores(Metric metric, float[] row, float[] reference, int part) {
        return finish(metric, parts(metric, row, reference, part), reference);
    }

    private static boolean isHigherBetter(Metric metric) {
        return metric.getClass().getAnnotation(Scores.class).higherIsBetter();
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void returnsTheScoresThatItDeclares(Metric metric) {
        List<String> given = new ArrayList<>();
        scores(metric, normal(1, 0, 1), normal(2, 0, 1), N).forEach(value -> given.add(value.name()));

        assertThat(given).containsExactlyElementsOf(ScoreNames.of(metric));
        assertThat(ScoreNames.all()).containsAll(given);
        assertThat(metric.estimator()).isNotBlank();
    }

    @Test
    void scoreNamesAreUnique() {
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

    /** Workers finish in any order, and some runners combine before the shuffle. */
    @ParameterizedTest
    @MethodSource("metrics")
    void partsMergeInAnyOrderThroughSerialisation(Metric metric) throws Exception {
        float[] row = normal(1, 0, 1);
        float[] reference = normal(2, 0.5f, 1);
        List<MetricValue> expected = scores(metric, row, reference, 2);
        List<Accumulator> parts = new ArrayList<>();
        for (Accumulator part : parts(metric, row, reference, 2)) {
            parts.add(Examples.sent(part));
        }
        Collections.reverse(parts);
        Accumulator combined = parts.get(1).copy();
        combined.merge(parts.get(0));
        long before = parts.get(1).count();
        List<Accumulator> grouped = new ArrayList<>(parts.subList(2, parts.size()));
        grouped.add(1, Examples.sent(combined));

        List<MetricValue> actual = finish(metric, grouped, reference);

        assertThat(parts.get(1).count()).isEqualTo(before);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).name()).isEqualTo(expected.get(i).name());
            assertThat(actual.get(i).value()).isCloseTo(expected.get(i).value(), within(1e-10));
        }
    }

    /** Merging does not change the argument, and a copy is independent. */
    @ParameterizedTest
    @MethodSource("metrics")
    void mergingChangesOneSideOnly(Metric metric) throws IOException {
        float[] row = normal(1, 0, 1);
        float[] reference = normal(2, 0.5f, 1);
        List<Accumulator> halves = parts(metric, row, reference, (images(metric) + 1) / 2);
        List<MetricValue> expected = finish(metric, halves, reference);
        Accumulator copy = halves.get(0).copy();
        copy.merge(halves.get(1));

        assertThat(finish(metric, halves, reference)).isEqualTo(expected);
        assertThat(metric.finish(copy, new All(reference))).isEqualTo(expected);
    }

    /** A row with the distribution of the reference set; for pairs each reference image with less contrast. */
    private static float[] near(Metric metric, float[] reference) {
        float[] row = normal(1, 0, 1);
        for (int i = 0; i < row.length && metric.input() == MetricInput.PAIRS; i++) {
            row[i] = 0.9f * reference[i];
        }
        return row;
    }

    /** Far from the reference set, and narrower than it. */
    @ParameterizedTest
    @MethodSource("metrics")
    void aDistantRowScoresWorse(Metric metric) {
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
    void isSerialisable(Metric metric) throws IOException, ClassNotFoundException {
        assertThat(Examples.sent(metric)).isEqualTo(metric);
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void aNonFiniteValueIsAnError(Metric metric) {
        float[] row = normal(1, 0, 1);
        row[40 * D + 2] = Float.NaN;

        assertThatThrownBy(() -> scores(metric, row, normal(2, 0, 1), N))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("NaN");
    }
}
