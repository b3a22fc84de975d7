package org.dcd.transforms.stage.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.Accumulator;
import org.dcd.transforms.metric.Fd;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.MetricInput;
import org.dcd.transforms.metric.MetricValue;
import org.dcd.transforms.metric.PrecisionRecall;
import org.dcd.transforms.metric.Psnr;
import org.dcd.transforms.metric.SetPart;
import org.dcd.transforms.metric.SetSummary;
import org.dcd.transforms.metric.Ssim;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.score.FeatureFunction.ImageBatch;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final ImageShape SHAPE = new ImageShape(1, 1, 3);
    private static final int N = 50;

    /** The greatest value of any image: a metric with its own accumulator, as in a plug-in. */
    private record Greatest() implements Metric {
        @Override
        public MetricInput input() {
            return MetricInput.CLEAN_VALUES;
        }

        @Override
        public String estimator() {
            return "greatest value";
        }

        @Override
        public Accumulator accumulator(SetPart part) {
            return new Most();
        }

        @Override
        public List<MetricValue> finish(SetSummary row, SetSummary reference) {
            return List.of(MetricValue.of("greatest", ((Most) row).most));
        }

        private static final class Most implements Accumulator {
            private static final long serialVersionUID = 1;

            private double most = Double.NEGATIVE_INFINITY;
            private long count;

            @Override
            public long count() {
                return count;
            }

            @Override
            public void add(FeatureBatch batch) {
                for (float value : batch.vectors()) {
                    most = Math.max(most, value);
                }
                count += batch.n();
            }

            @Override
            public void merge(Accumulator other) {
                most = Math.max(most, ((Most) other).most);
                count += other.count();
            }

            @Override
            public Accumulator copy() {
                Most copy = new Most();
                copy.merge(this);
                return copy;
            }
        }
    }

    /** Returns values of images and records the sizes of its batches. */
    private static final class Values implements FeatureFunction {
        private final List<Integer> shown = new ArrayList<>();

        @Override
        public FeatureBatch of(ImageBatch images) {
            shown.add(images.n());
            return FeatureBatch.of(images.first(), images.n(), images.values());
        }
    }

    private static Evaluator evaluate(Map<Metric, FeatureFunction> views, float[] values, int first, int n, int block) {
        Evaluator evaluator = new Evaluator(views, SetPart.of(SHAPE, N, first, n), block);
        for (int at = 0; at < n; at += 4) {
            int more = Math.min(4, n - at);
            float[] x = Arrays.copyOfRange(values, (first + at) * 3, (first + at + more) * 3);
            evaluator.add(ImageBatch.of(first + at, more, x));
        }
        return evaluator;
    }

    @Test
    void aMetricMayBringAnAccumulatorOfItsOwn() throws Exception {
        float[] values = Seeds.normal(1, N * 3);
        Metric greatest = new Greatest();
        ScorePartial found = new ScorePartial();
        for (int first : new int[] {30, 0}) {
            ScorePartial shard = new ScorePartial();
            int n = first == 0 ? 30 : N - 30;
            shard.put(
                    0,
                    "greatest",
                    evaluate(Map.of(greatest, new Values()), values, first, n, n)
                            .of(greatest));
            found.merge(Examples.sent(shard));
        }
        double most = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            most = Math.max(most, value);
        }

        Accumulator all = found.accumulator(0, "greatest");
        assertThat(all.count()).isEqualTo(N);
        assertThat(greatest.finish(all, all)).containsExactly(MetricValue.of("greatest", most));
    }

    /** An extractor gets every image once for any number of metrics; accumulators take whole blocks. */
    @Test
    void metricsWithOneInputShareItsFeatures() {
        Values values = new Values();
        Map<Metric, FeatureFunction> views = new LinkedHashMap<>();
        List<Metric> metrics =
                List.of(new Fd(), new PrecisionRecall(3, 20), new PrecisionRecall(2, 10), new Greatest());
        metrics.forEach(metric -> views.put(metric, values));

        Evaluator evaluator = evaluate(views, Seeds.normal(1, N * 3), 0, N, 20);

        assertThat(values.shown).hasSize(13).startsWith(4, 4).endsWith(2);
        metrics.forEach(metric -> assertThat(evaluator.of(metric).count()).isEqualTo(N));
        assertThat(evaluator.of(metrics.get(1))).isSameAs(evaluator.of(metrics.get(2)));
    }

    @Test
    void missingImagesAreAnError() {
        Metric greatest = new Greatest();
        Evaluator evaluator = new Evaluator(Map.of(greatest, new Values()), SetPart.whole(SHAPE, N), 4);
        evaluator.add(ImageBatch.of(0, 4, new float[12]));

        assertThatThrownBy(() -> evaluator.of(greatest))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has seen 4 of 50 images");
    }

    /** Both metrics get each pair once, in order. */
    @Test
    void pairsAreReadSideBySide() throws IOException {
        ImageShape shape = new ImageShape(1, 12, 12);
        float[] clean = Seeds.normal(1, shape.size());
        float[] pale = clean.clone();
        for (int i = 0; i < pale.length; i++) {
            pale[i] *= 0.9f;
        }
        List<Metric> metrics = List.of(new Psnr(), new Ssim());
        Evaluator pairs = Evaluator.ofPairs(
                metrics,
                Map.of(),
                shape,
                2,
                List.of(pale, pale).iterator()::next,
                List.of(clean, pale).iterator()::next);

        double psnr = new Psnr().of(pale, clean, shape);
        double ssim = new Ssim().of(pale, clean, shape);
        assertThat(metrics.get(0).finish(pairs.of(metrics.get(0)), null).get(0).value())
                .isEqualTo((psnr + Double.POSITIVE_INFINITY) / 2);
        assertThat(metrics.get(1).finish(pairs.of(metrics.get(1)), null).get(0).value())
                .isEqualTo(ssim / 2 + new Ssim().of(pale, pale, shape) / 2);
    }
}
