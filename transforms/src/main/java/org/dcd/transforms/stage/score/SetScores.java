package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Contract;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.LearnedPairMetric;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.MetricValue;
import org.dcd.transforms.metric.MomentMetric;
import org.dcd.transforms.metric.PairMetric;
import org.dcd.transforms.metric.ScoreNames;
import org.dcd.transforms.metric.SumMetric;
import org.dcd.transforms.metric.Sums;
import org.dcd.transforms.metric.VectorMetric;
import org.dcd.transforms.metric.Vectors;
import org.dcd.transforms.metric.View;
import org.dcd.transforms.ort.OrtOutputs;
import org.dcd.transforms.registry.Registry;

/**
 * Scores one set of images against another without an experiment. Either set is read once for all metrics of features
 * and values, both once more side by side for those of pairs.
 */
public final class SetScores {
    private static final int BATCH = 64;
    private static final String NONE = "none";

    private final ImageSet images;
    private final ImageSet reference;
    private final List<Metric> metrics;
    private final ExtractorModel extractor;
    private final Map<LearnedPairMetric, PairModel> pairModels;
    /** Null without metrics of pairs. */
    private Pairing pairing;

    /** A score with its contract. */
    public record Scored(MetricValue value, Contract contract) {}

    /**
     * @param extractor for metrics of features; null when there are none
     * @throws BadInputException when the sets, the metrics and the extractor do not fit one another
     */
    public SetScores(ImageSet images, ImageSet reference, List<Metric> metrics, ExtractorModel extractor) {
        this(images, reference, metrics, extractor, Map.of());
    }

    /**
     * @param extractor for metrics of features; null when there are none
     * @param pairModels for metrics of pairs that have a network
     * @throws BadInputException when the sets, the metrics and the networks do not fit one another
     */
    public SetScores(
            ImageSet images,
            ImageSet reference,
            List<Metric> metrics,
            ExtractorModel extractor,
            Map<LearnedPairMetric, PairModel> pairModels) {
        this.images = images;
        this.reference = reference;
        this.metrics = List.copyOf(metrics);
        this.extractor = extractor;
        this.pairModels = Map.copyOf(pairModels);
        check();
    }

    private void check() {
        if (!images.shape().equals(reference.shape())) {
            throw new BadInputException(
                    "the images are " + images.shape() + " (channels x height x width), those of the" + " reference "
                            + reference.shape() + "; make them alike first, nothing is converted silently");
        }
        for (Metric metric : metrics) {
            String name = Registry.nameOf(metric);
            try {
                metric.checkCounts(images.names().size(), reference.names().size());
                if (metric instanceof PairMetric pairs) {
                    pairs.checkShape(images.shape());
                }
            } catch (IllegalArgumentException e) {
                throw new BadInputException(e.getMessage(), e);
            }
            if (metric.view() == View.MEASUREMENT_FEATURES) {
                throw new BadInputException(
                        name + " needs to know how the images are corrupted; it is a metric of experiments");
            }
            if (metric.view().ofFeatures() && extractor == null) {
                throw new BadInputException(name + " compares features; give what extracts them, such as the"
                        + " features.onnx of a features stage");
            }
            if (metric instanceof LearnedPairMetric learned && !pairModels.containsKey(learned)) {
                throw new BadInputException(name + " compares images with a network; give its weights, "
                        + String.join(" and ", learned.weights()));
            }
            if (metric instanceof SumMetric && !extractor.hasLogits()) {
                throw new BadInputException(
                        name + " is a score of classifiers, but " + extractor.name() + " gives no classes");
            }
            if (metric.view() == View.PAIRS) {
                pairing = Pairing.byName(name, images, reference);
            }
        }
        if (extractor != null && !extractor.shape().equals(images.shape())) {
            throw new BadInputException(
                    extractor.name() + " takes images of " + extractor.shape() + ", these are " + images.shape());
        }
    }

    /** All scores, in the order of the metrics. */
    public List<Scored> compute() throws IOException {
        boolean features = metrics.stream().anyMatch(metric -> metric.view().ofFeatures());
        Seen mine = features ? seen(images) : null;
        Seen theirs = features ? seen(reference) : null;
        List<Scored> scores = new ArrayList<>();
        Map<Metric, double[]> pairs =
                pairing == null ? Map.of() : PairScores.of(metrics, pairModels, pairing.images(), pairing.reference());
        for (Metric metric : metrics) {
            for (MetricValue value : values(metric, mine, theirs, pairs)) {
                scores.add(new Scored(value, contract(metric)));
            }
        }
        return scores;
    }

    private List<MetricValue> values(Metric metric, Seen mine, Seen theirs, Map<Metric, double[]> pairs)
            throws IOException {
        if (metric instanceof MomentMetric moments) {
            return moments.of(mine.moments.gaussian(), theirs.moments.gaussian());
        }
        if (metric instanceof SumMetric sums) {
            return sums.of(mine.sums.get(sums));
        }
        if (metric instanceof VectorMetric vectors) {
            return metric.view().ofFeatures()
                    ? vectors.of(mine.vectors(vectors.images()), theirs.vectors(vectors.images()))
                    : vectors.of(values(images, vectors.images()), values(reference, vectors.images()));
        }
        return List.of(MetricValue.meanOf(ScoreNames.of(metric).get(0), pairs.get(metric)));
    }

    /** What the extractor made of one set. */
    private final class Seen {
        private final long count;
        private final FeatureMoments moments = new FeatureMoments(extractor.dimension());
        private final Map<SumMetric, Sums> sums = new LinkedHashMap<>();
        private float[] vectors = new float[0];

        Seen(ImageSet set) {
            this.count = set.names().size();
            if (metrics.stream().anyMatch(VectorMetric.class::isInstance)) {
                vectors = new float[Math.multiplyExact(Math.toIntExact(count), extractor.dimension())];
            }
        }

        void take(float[] batch, int first, int n) {
            OrtOutputs outputs = extractor.run(batch, n);
            float[] features = outputs.floats(OnnxExport.FEATURES);
            if (metrics.stream().anyMatch(MomentMetric.class::isInstance)) {
                moments.add(features, n);
            }
            if (vectors.length > 0) {
                System.arraycopy(features, 0, vectors, first * extractor.dimension(), features.length);
            }
            for (Metric metric : metrics) {
                if (metric instanceof SumMetric sum) {
                    Sums more = sum.of(new FeatureBatch(n, outputs.floats(OnnxExport.LOGITS)), first, count);
                    sums.merge(sum, more, (all, added) -> {
                        all.merge(added);
                        return all;
                    });
                }
            }
        }

        Vectors vectors(int most) {
            return new Vectors(Math.toIntExact(count), extractor.dimension(), vectors).spread(most);
        }
    }

    private Seen seen(ImageSet set) throws IOException {
        Seen seen = new Seen(set);
        int first = 0;
        try (BatchReader reader = new BatchReader(set, BATCH)) {
            for (float[] batch = reader.next(); batch.length > 0; batch = reader.next()) {
                int n = batch.length / set.shape().size();
                seen.take(batch, first, n);
                first += n;
            }
        }
        return seen;
    }

    private static Vectors values(ImageSet set, int most) throws IOException {
        int size = set.shape().size();
        int all = set.names().size();
        int kept = Math.min(all, most);
        float[] values = new float[Math.multiplyExact(kept, size)];
        int taken = 0;
        try (ImageSet.Reader reader = set.reader()) {
            for (int i = 0; i < all; i++) {
                float[] image = reader.next();
                if (Vectors.isKept(i, all, kept)) {
                    System.arraycopy(image, 0, values, size * taken++, size);
                }
            }
        }
        return new Vectors(kept, size, values);
    }

    /** What a score is computed with, for its contract. */
    private record Network(String shortName, String kind, String sha256) {}

    private Network network(Metric metric) {
        if (metric instanceof LearnedPairMetric learned) {
            PairModel model = pairModels.get(learned);
            return new Network(learned.networkName() + "-" + model.shortHash(), learned.networkName(), model.sha256());
        }
        return metric.view().ofFeatures()
                ? new Network(extractor.shortName(), extractor.kind(), extractor.sha256())
                : new Network("values", NONE, NONE);
    }

    private Contract contract(Metric metric) {
        boolean features = metric.view().ofFeatures();
        boolean alone = metric instanceof SumMetric;
        Network network = network(metric);
        return Contract.newBuilder()
                .setName(Registry.nameOf(metric) + "[" + network.shortName() + "]")
                .setExtractor(network.kind())
                .setExtractorSha256(network.sha256())
                .setFeatureDimension(
                        features ? extractor.dimension() : images.shape().size())
                .setResize(features ? extractor.resize() : NONE)
                .setQuantiser(Reference.quantiser(images.dataType()))
                .setDivisor(metric instanceof MomentMetric moments ? moments.divisor() : NONE)
                .setReference(alone ? NONE : "the second set")
                .setReferenceCount(alone ? 0 : referenceCount(metric))
                .setDataRange(List.of(-1.0, 1.0))
                .setEstimator(metric.estimator())
                .setCorruption(NONE)
                .build();
    }

    private long referenceCount(Metric metric) {
        long all = reference.names().size();
        return metric instanceof VectorMetric vectors ? Math.min(all, vectors.images()) : all;
    }
}
