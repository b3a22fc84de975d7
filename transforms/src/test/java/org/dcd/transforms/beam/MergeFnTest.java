package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.testing.CombineFnTester;
import org.apache.beam.sdk.util.SerializableUtils;
import org.dcd.transforms.metric.Contribution;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.Statistic;
import org.dcd.transforms.metric.Sums;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.score.ScoreWork;
import org.hamcrest.Description;
import org.hamcrest.TypeSafeMatcher;
import org.junit.jupiter.api.Test;

/** Statistics of scores in any order of merging. */
class MergeFnTest {
    private static final int D = 3;
    private static final ScoreWork WORK = new ScoreWork(1, (corruption, shape) -> {
        throw new IllegalStateException("nothing is corrupted here");
    });

    private static Attempt<Contribution> of(Contribution contribution) {
        return new Attempt<>(contribution, null);
    }

    @Test
    void anyOrderOfMergingGivesTheMomentsOfAll() {
        float[] features = Seeds.normal(1, 60 * D);
        FeatureMoments whole = new FeatureMoments(D);
        whole.add(features, 60);
        List<Attempt<Contribution>> batches = new ArrayList<>();
        for (int from = 0; from < 60; from += 6) {
            batches.add(of(new FeatureBatch(6, Arrays.copyOfRange(features, from * D, (from + 6) * D))));
        }
        CombineFnTester.testCombineFn(new MergeFn<>(WORK), batches, new SameMoments(whole));
    }

    /** Whoever sends moments on instead of features changes no bit, up to the block that moments are added in. */
    @Test
    void manyImagesTravelAsTheirMoments() throws Exception {
        float[] features = Seeds.normal(2, 900 * D);
        MergeFn<Contribution, Statistic> fn = new MergeFn<>(WORK);
        MergeFn.Sum<Statistic> asFeatures = fn.createAccumulator();
        MergeFn.Sum<Statistic> asMoments = fn.createAccumulator();
        for (int from = 0; from < 900; from += 450) {
            FeatureBatch batch = new FeatureBatch(450, Arrays.copyOfRange(features, from * D, (from + 450) * D));
            Contribution compact = batch.compact();
            assertThat(compact).isInstanceOf(FeatureMoments.class);
            fn.addInput(asFeatures, of(SerializableUtils.clone(batch)));
            fn.addInput(asMoments, of(SerializableUtils.clone(compact)));
        }
        assertThat(fn.extractOutput(asMoments).value().toBytes())
                .isEqualTo(fn.extractOutput(asFeatures).value().toBytes());
        FeatureBatch few = new FeatureBatch(D + 3, new float[(D + 3) * D]);
        assertThat(few.compact()).isSameAs(few);
        assertThat(SerializableUtils.clone(few)).isEqualTo(few);
    }

    @Test
    void sumsGoThereAndBackEvenWhenEmpty() throws Exception {
        MergeFn<Contribution, Statistic> fn = new MergeFn<>(WORK);
        MergeFn.Sum<Statistic> filled =
                fn.addInput(fn.createAccumulator(), of(new FeatureBatch(2, new float[] {1, 2, 3, 4})));
        MergeFn.Sum<Statistic> merged = fn.mergeAccumulators(
                List.of(SerializableUtils.clone(fn.createAccumulator()), SerializableUtils.clone(filled)));

        assertThat(fn.extractOutput(merged).value().toBytes())
                .isEqualTo(fn.extractOutput(filled).value().toBytes());
        assertThat(((FeatureMoments) fn.extractOutput(merged).value()).mean()).containsExactly(2, 3);
    }

    @Test
    void sumsAddUpInAnyOrderAndStayWhatTheyWere() {
        List<Attempt<Contribution>> parts = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            parts.add(of(new Sums(i, new double[] {i, -0.5 * i})));
        }
        MergeFn<Contribution, Statistic> fn = new MergeFn<>(WORK);
        CombineFnTester.testCombineFn(fn, parts, new SameBytes(new Sums(10, new double[] {10, -5})));

        assertThat(parts.get(0).value().toStatistic().count()).isEqualTo(1);
    }

    private static final class SameBytes extends TypeSafeMatcher<Attempt<Statistic>> {
        private final Statistic expected;

        SameBytes(Statistic expected) {
            this.expected = expected;
        }

        @Override
        protected boolean matchesSafely(Attempt<Statistic> actual) {
            return Arrays.equals(actual.value().toBytes(), expected.toBytes());
        }

        @Override
        public void describeTo(Description description) {
            description.appendText("the sums of " + expected.count() + " images");
        }
    }

    @Test
    void aStatisticOfNothingIsAnError() {
        MergeFn<Contribution, Statistic> fn = new MergeFn<>(WORK);
        assertThatThrownBy(() -> fn.extractOutput(fn.createAccumulator())).hasMessageContaining("no results");
    }

    private static final class SameMoments extends TypeSafeMatcher<Attempt<Statistic>> {
        private final FeatureMoments expected;

        SameMoments(FeatureMoments expected) {
            this.expected = expected;
        }

        @Override
        protected boolean matchesSafely(Attempt<Statistic> statistic) {
            FeatureMoments actual = (FeatureMoments) statistic.value();
            return actual.count() == expected.count()
                    && close(actual.mean(), expected.mean())
                    && close(actual.covariance(), expected.covariance());
        }

        private static boolean close(double[] a, double[] b) {
            for (int i = 0; i < a.length; i++) {
                if (!(Math.abs(a[i] - b[i]) <= 1e-12)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void describeTo(Description description) {
            description.appendText("moments of " + expected.count() + " vectors, within 1e-12");
        }
    }
}
