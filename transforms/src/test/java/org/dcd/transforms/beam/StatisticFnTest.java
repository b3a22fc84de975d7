package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.testing.CombineFnTester;
import org.dcd.transforms.metric.Contribution;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.Statistic;
import org.dcd.transforms.metric.Sums;
import org.dcd.transforms.random.Seeds;
import org.hamcrest.Description;
import org.hamcrest.TypeSafeMatcher;
import org.junit.jupiter.api.Test;

class StatisticFnTest {
    private static final int D = 3;

    @Test
    void anyOrderOfMergingGivesTheMomentsOfAll() {
        float[] features = Seeds.normal(1, 60 * D);
        FeatureMoments whole = new FeatureMoments(D);
        whole.add(features, 60);
        List<Contribution> batches = new ArrayList<>();
        for (int from = 0; from < 60; from += 6) {
            batches.add(new FeatureBatch(6, Arrays.copyOfRange(features, from * D, (from + 6) * D)));
        }
        CombineFnTester.testCombineFn(new StatisticFn(), batches, new SameMoments(whole));
    }

    /** Whoever sends moments on instead of features changes no bit, up to the block that moments are added in. */
    @Test
    void manyImagesTravelAsTheirMoments() throws Exception {
        float[] features = Seeds.normal(2, 900 * D);
        StatisticFn fn = new StatisticFn();
        StatisticFn.Accumulator asFeatures = fn.createAccumulator();
        StatisticFn.Accumulator asMoments = fn.createAccumulator();
        Coder<Contribution> coder = new StatisticFn.ContributionCoder();
        for (int from = 0; from < 900; from += 450) {
            FeatureBatch batch = new FeatureBatch(450, Arrays.copyOfRange(features, from * D, (from + 450) * D));
            Contribution compact = batch.compact();
            assertThat(compact).isInstanceOf(FeatureMoments.class);
            fn.addInput(asFeatures, throughCoder(coder, batch));
            fn.addInput(asMoments, throughCoder(coder, compact));
        }
        assertThat(fn.extractOutput(asMoments).toBytes())
                .isEqualTo(fn.extractOutput(asFeatures).toBytes());
        FeatureBatch few = new FeatureBatch(D + 3, new float[(D + 3) * D]);
        assertThat(few.compact()).isSameAs(few);
        assertThat(throughCoder(coder, few)).isEqualTo(few);
    }

    private static Contribution throughCoder(Coder<Contribution> coder, Contribution contribution) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        coder.encode(contribution, out);
        return coder.decode(new ByteArrayInputStream(out.toByteArray()));
    }

    @Test
    void accumulatorsGoThereAndBackEvenWhenEmpty() throws Exception {
        StatisticFn fn = new StatisticFn();
        Coder<StatisticFn.Accumulator> coder =
                fn.getAccumulatorCoder(CoderRegistry.createDefault(), SerializableCoder.of(Contribution.class));
        StatisticFn.Accumulator filled =
                fn.addInput(fn.createAccumulator(), new FeatureBatch(2, new float[] {1, 2, 3, 4}));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        coder.encode(fn.createAccumulator(), out);
        coder.encode(filled, out);
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
        StatisticFn.Accumulator merged = fn.mergeAccumulators(List.of(coder.decode(in), coder.decode(in)));

        assertThat(fn.extractOutput(merged).toBytes())
                .isEqualTo(fn.extractOutput(filled).toBytes());
        assertThat(((FeatureMoments) fn.extractOutput(merged)).mean()).containsExactly(2, 3);
    }

    @Test
    void sumsAddUpInAnyOrderAndStayWhatTheyWere() {
        List<Contribution> parts = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            parts.add(new Sums(i, new double[] {i, -0.5 * i}));
        }
        StatisticFn fn = new StatisticFn();
        CombineFnTester.testCombineFn(fn, parts, new SameBytes(new Sums(10, new double[] {10, -5})));

        assertThat(parts.get(0).toStatistic().count()).isEqualTo(1);
    }

    private static final class SameBytes extends TypeSafeMatcher<Statistic> {
        private final Statistic expected;

        SameBytes(Statistic expected) {
            this.expected = expected;
        }

        @Override
        protected boolean matchesSafely(Statistic actual) {
            return Arrays.equals(actual.toBytes(), expected.toBytes());
        }

        @Override
        public void describeTo(Description description) {
            description.appendText("the sums of " + expected.count() + " images");
        }
    }

    @Test
    void aStatisticOfNothingIsAnError() {
        StatisticFn fn = new StatisticFn();
        assertThatThrownBy(() -> fn.extractOutput(fn.createAccumulator())).hasMessageContaining("no images");
    }

    private static final class SameMoments extends TypeSafeMatcher<Statistic> {
        private final FeatureMoments expected;

        SameMoments(FeatureMoments expected) {
            this.expected = expected;
        }

        @Override
        protected boolean matchesSafely(Statistic statistic) {
            FeatureMoments actual = (FeatureMoments) statistic;
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
