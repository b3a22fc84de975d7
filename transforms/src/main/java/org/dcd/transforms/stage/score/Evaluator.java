package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.Accumulator;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.LearnedPairMetric;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.SetPart;
import org.dcd.transforms.stage.score.FeatureFunction.ImageBatch;

/**
 * Runs metrics over consecutive images of a set from any source. Metrics with the same input share its features, and
 * metrics that name the same accumulator share the accumulator.
 */
public final class Evaluator {
    private final List<Metric> metrics;
    private final SetPart part;
    private final int block;
    private final Map<FeatureFunction, Channel> channels = new LinkedHashMap<>();
    private final Map<String, Accumulator> accumulators = new LinkedHashMap<>();

    /**
     * @param functions function of each metric; metrics with the same input have the same object
     * @param part images that will be added
     * @param block number of images that accumulators take at once, which makes rounding independent of the batches of
     *     networks
     */
    public Evaluator(Map<Metric, ? extends FeatureFunction> functions, SetPart part, int block) {
        this.metrics = List.copyOf(functions.keySet());
        this.part = part;
        this.block = block;
        for (Metric metric : metrics) {
            channels.computeIfAbsent(functions.get(metric), Channel::new)
                    .metrics
                    .add(metric);
        }
    }

    /** Supplies images one after the other. */
    @FunctionalInterface
    public interface Source {
        /** The next image [c, h, w], row-major. */
        float[] next() throws IOException;
    }

    /**
     * Runs metrics of pairs over all images of a set.
     *
     * @param models networks of the learned metrics
     * @param shape shape of an image
     * @param count number of images
     * @param images images to score
     * @param partners reference image of each
     */
    public static Evaluator ofPairs(
            List<Metric> metrics,
            Map<LearnedPairMetric, PairModel> models,
            ImageShape shape,
            int count,
            Source images,
            Source partners)
            throws IOException {
        FeatureFunction values =
                batch -> FeatureBatch.pairs(batch.first(), batch.n(), batch.values(), batch.partners());
        Map<Metric, FeatureFunction> functions = new LinkedHashMap<>();
        for (Metric metric : metrics) {
            functions.put(
                    metric, metric.learned().<FeatureFunction>map(models::get).orElse(values));
        }
        int batch = models.values().stream().mapToInt(PairModel::batch).max().orElse(1);
        Evaluator evaluator = new Evaluator(functions, SetPart.whole(shape, count), batch);
        int size = shape.size();
        for (int first = 0; first < count; first += batch) {
            int n = Math.min(batch, count - first);
            float[] x = new float[n * size];
            float[] y = new float[n * size];
            for (int i = 0; i < n; i++) {
                System.arraycopy(images.next(), 0, x, i * size, size);
                System.arraycopy(partners.next(), 0, y, i * size, size);
            }
            evaluator.add(new ImageBatch(first, n, x, new long[0], new long[0], y));
        }
        return evaluator;
    }

    /**
     * Name of the accumulator of a metric.
     *
     * @param metrics all metrics that are evaluated together, in a fixed order
     */
    static String slot(List<Metric> metrics, Metric metric) {
        return metric.sharedAccumulator()
                .map(name -> metric.input().id() + "/" + name)
                .orElseGet(() -> "metric-" + metrics.indexOf(metric));
    }

    /** Adds the next images of the part. */
    public void add(ImageBatch images) {
        channels.values().forEach(channel -> channel.add(images));
    }

    /**
     * The accumulator of a metric with all images of the part.
     *
     * @throws IllegalStateException when images are missing
     */
    public Accumulator of(Metric metric) {
        Accumulator accumulator = accumulators.get(slot(metrics, metric));
        if (accumulator == null || accumulator.count() != part.images()) {
            throw new IllegalStateException(metric + " has seen " + (accumulator == null ? 0 : accumulator.count())
                    + " of " + part.images() + " images");
        }
        return accumulator;
    }

    /** The metrics with one input. Collects features until they are a block. */
    private final class Channel {
        private final FeatureFunction function;
        private final List<Metric> metrics = new ArrayList<>();
        private final Map<String, Accumulator> own = new LinkedHashMap<>();
        private float[] vectors = {};
        private float[] logits = {};
        private float[] partners = {};
        private int gathered;
        private int seen;

        Channel(FeatureFunction function) {
            this.function = function;
        }

        void add(ImageBatch images) {
            FeatureBatch batch = function.of(images);
            int room = Math.min(block, part.images() - seen);
            seen += batch.n();
            if (gathered == 0 && batch.n() >= room) {
                accumulate(batch);
                return;
            }
            vectors = gather(vectors, batch.vectors(), batch.n(), room);
            logits = gather(logits, batch.logits(), batch.n(), room);
            partners = gather(partners, batch.partners(), batch.n(), room);
            gathered += batch.n();
            if (gathered >= block || seen == part.images()) {
                accumulate(new FeatureBatch(part.first() + seen - gathered, gathered, vectors, logits, partners));
                gathered = 0;
            }
        }

        private float[] gather(float[] all, float[] batch, int n, int room) {
            int d = batch.length / n;
            float[] target = gathered == 0 ? new float[Math.multiplyExact(room, d)] : all;
            System.arraycopy(batch, 0, target, gathered * d, batch.length);
            return target;
        }

        private void accumulate(FeatureBatch batch) {
            if (own.isEmpty()) {
                SetPart mine = part.withVectors(batch.dimension(), metrics);
                for (Metric metric : metrics) {
                    own.computeIfAbsent(slot(Evaluator.this.metrics, metric), any -> metric.accumulator(mine));
                }
                accumulators.putAll(own);
            }
            own.values().forEach(accumulator -> accumulator.add(batch));
        }
    }
}
