package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Count;
import org.dcd.schemas.DataType;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.data.folder.ImageSets;
import org.dcd.transforms.metric.Accumulator;
import org.dcd.transforms.metric.Fd;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.LearnedPairMetric;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.MetricInput;
import org.dcd.transforms.metric.MetricValue;
import org.dcd.transforms.metric.ReferenceMoments;
import org.dcd.transforms.metric.SetPart;
import org.dcd.transforms.metric.SetSummary;
import org.dcd.transforms.metric.StatisticsFile;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.score.FeatureFunction.ImageBatch;

/**
 * Scores one set of images against another without an experiment, with the engine of the score stage. Each set is read
 * once for all metrics of features and values, and both once more for metrics of pairs. For metrics of moments either
 * set may be a statistics file.
 */
public final class SetScores {
    private static final int BATCH = 64;

    private final Side images;
    private final Side reference;
    private final List<Metric> metrics;
    private final ExtractorModel extractor;
    private final Map<LearnedPairMetric, PairModel> pairModels;
    /** Null without metrics of pairs. */
    private Pairing pairing;

    /** A score with its protocol. */
    public record Scored(MetricValue value, Contract protocol) {}

    /**
     * One side of a comparison: images, or the statistics of a file.
     *
     * @param name name for messages
     * @param images present unless there are statistics
     * @param statistics present unless there are images
     */
    public record Side(String name, Optional<ImageSet> images, Optional<StatisticsFile> statistics) {
        /**
         * Opens a statistics file or a set of images.
         *
         * @throws BadInputException when it is neither of them
         */
        public static Side open(Path path) throws IOException {
            return StatisticsFile.isNamed(path)
                    ? new Side(
                            path.toString(),
                            Optional.empty(),
                            Optional.of(StatisticsFile.read(path, OptionalInt.empty())))
                    : new Side(path.toString(), Optional.of(ImageSets.open(path)), Optional.empty());
        }

        /** A side with images. */
        public static Side of(ImageSet images) {
            return new Side("images", Optional.of(images), Optional.empty());
        }

        /** Description for users. */
        public String describe() {
            return images.map(ImageSet::describe).orElse("statistics");
        }

        /** Number of images; empty for a statistics file. */
        public OptionalLong count() {
            return images.stream().mapToLong(set -> set.names().size()).findFirst();
        }

        private String text() {
            return statistics
                    .map(file -> ReferenceMoments.ofFile(file.sha256()))
                    .orElse("the second set");
        }
    }

    /**
     * @param images set to score
     * @param reference reference set
     * @param extractor extractor for metrics of features; null without such metrics
     * @param pairModels networks of learned metrics of pairs
     * @throws BadInputException when sets, metrics and networks do not match
     */
    public SetScores(
            Side images,
            Side reference,
            List<Metric> metrics,
            ExtractorModel extractor,
            Map<LearnedPairMetric, PairModel> pairModels) {
        this.images = images;
        this.reference = reference;
        this.metrics = List.copyOf(metrics);
        this.extractor = extractor;
        this.pairModels = Map.copyOf(pairModels);
        if (images.images().isPresent() && reference.images().isPresent()) {
            check(images.images().get(), reference.images().get());
        } else {
            checkStatistics();
        }
    }

    private void check(ImageSet scored, ImageSet clean) {
        if (!scored.shape().equals(clean.shape())) {
            throw new BadInputException("the images are " + scored.shape() + " (channels x height x width), those of"
                    + " the reference " + clean.shape() + "; convert one of them first");
        }
        for (Metric metric : metrics) {
            String name = Registry.nameOf(metric);
            try {
                metric.checkCounts(scored.names().size(), clean.names().size());
                metric.checkShape(scored.shape());
            } catch (IllegalArgumentException e) {
                throw new BadInputException(e.getMessage(), e);
            }
            checkView(metric);
            if (metric.input().ofFeatures() && extractor == null) {
                throw new BadInputException(name + " compares features and needs an extractor, such as the"
                        + " features.onnx of a features stage");
            }
            metric.learned().filter(learned -> !pairModels.containsKey(learned)).ifPresent(learned -> {
                throw new BadInputException(name + " compares images with a network and needs its weights, "
                        + String.join(" and ", learned.weights()));
            });
            if (metric.needsLogits() && !extractor.hasLogits()) {
                throw new BadInputException(name + " needs a classifier, but " + extractor.name() + " has no logits");
            }
            if (metric.input() == MetricInput.PAIRS) {
                pairing = Pairing.byName(name, scored, clean);
            }
        }
        if (extractor != null) {
            checkShape(extractor, scored);
        }
    }

    private static void checkView(Metric metric) {
        if (metric.input() == MetricInput.MEASUREMENT_FEATURES) {
            throw new BadInputException(Registry.nameOf(metric)
                    + " needs the corruption of the images, so it is available in experiments only");
        }
    }

    private void checkStatistics() {
        for (Metric metric : metrics) {
            checkView(metric);
            if (!metric.needsMomentsOnly()) {
                throw new BadInputException(Registry.nameOf(metric) + " compares more than means and covariances, but a"
                        + " statistics file contains nothing else; use images on both sides, or the metric fd");
            }
        }
        Stream.of(images, reference).flatMap(side -> side.images().stream()).forEach(set -> checkSet(extractor, set));
        int mine = dimension(images);
        int theirs = dimension(reference);
        if (mine != theirs) {
            throw new BadInputException("the statistics are of " + mine + " and " + Count.of(theirs, "feature")
                    + "; use the same extractor for both");
        }
    }

    private int dimension(Side side) {
        if (side.statistics().isEmpty()) {
            return extractor.dimension();
        }
        int dimension = side.statistics().get().gaussian().dimension();
        if (extractor != null && dimension != extractor.dimension()) {
            throw new BadInputException(side.name() + " is of " + Count.of(dimension, "feature") + ", but "
                    + extractor.name() + " gives " + extractor.dimension()
                    + "; use statistics of the same extractor");
        }
        return dimension;
    }

    private static void checkShape(ExtractorModel extractor, ImageSet set) {
        if (!extractor.shape().equals(set.shape())) {
            throw new BadInputException(
                    extractor.name() + " takes images of " + extractor.shape() + ", these are " + set.shape());
        }
    }

    private static void checkSet(ExtractorModel extractor, ImageSet set) {
        checkShape(extractor, set);
        if (set.names().size() < 2) {
            throw new BadInputException(
                    "a covariance needs at least 2 images, was " + set.names().size());
        }
    }

    /** All scores, in the order of the metrics. */
    public List<Scored> compute() throws IOException {
        Map<Metric, SetSummary> rows = new LinkedHashMap<>(summaries(images, metrics));
        Map<Metric, SetSummary> references = summaries(
                reference, metrics.stream().filter(Metric::hasReference).toList());
        if (pairing != null) {
            rows.putAll(pairs());
        }
        List<Scored> scores = new ArrayList<>();
        for (Metric metric : metrics) {
            Contract protocol = protocol(metric);
            for (MetricValue value : metric.finish(rows.get(metric), references.get(metric))) {
                scores.add(new Scored(value, protocol));
            }
        }
        return scores;
    }

    /** Statistics of a side for metrics of features and values. */
    private Map<Metric, SetSummary> summaries(Side side, List<Metric> wanted) throws IOException {
        Map<Metric, SetSummary> summaries = new LinkedHashMap<>();
        if (side.statistics().isPresent()) {
            SetSummary given = side.statistics().get().gaussian();
            wanted.forEach(metric -> summaries.put(metric, given));
            return summaries;
        }
        FeatureFunction values = batch -> FeatureBatch.of(batch.first(), batch.n(), batch.values());
        Map<Metric, FeatureFunction> functions = new LinkedHashMap<>();
        for (Metric metric : wanted) {
            if (metric.input() != MetricInput.PAIRS) {
                functions.put(metric, metric.input().ofFeatures() ? extractor : values);
            }
        }
        if (!functions.isEmpty()) {
            Evaluator evaluator = evaluate(side.images().orElseThrow(), functions);
            functions.keySet().forEach(metric -> summaries.put(metric, evaluator.of(metric)));
        }
        return summaries;
    }

    private static Evaluator evaluate(ImageSet set, Map<Metric, FeatureFunction> functions) throws IOException {
        Evaluator evaluator =
                new Evaluator(functions, SetPart.whole(set.shape(), set.names().size()), BATCH);
        long first = 0;
        try (PrefetchingReader reader = new PrefetchingReader(set, BATCH)) {
            for (float[] batch = reader.next(); batch.length > 0; batch = reader.next()) {
                int n = batch.length / set.shape().size();
                evaluator.add(ImageBatch.of(first, n, batch));
                first += n;
            }
        }
        return evaluator;
    }

    private Map<Metric, SetSummary> pairs() throws IOException {
        List<Metric> ofPairs = metrics.stream()
                .filter(metric -> metric.input() == MetricInput.PAIRS)
                .toList();
        ImageSet scored = pairing.images();
        try (ImageSet.Reader mine = scored.reader();
                ImageSet.Reader theirs = pairing.reference().reader()) {
            Evaluator evaluator = Evaluator.ofPairs(
                    ofPairs, pairModels, scored.shape(), scored.names().size(), mine::next, theirs::next);
            Map<Metric, SetSummary> summaries = new LinkedHashMap<>();
            ofPairs.forEach(metric -> summaries.put(metric, evaluator.of(metric)));
            return summaries;
        }
    }

    /**
     * Moments of the features of all images of a set.
     *
     * @throws BadInputException when the extractor needs another shape, or there are fewer than two images
     */
    public static Accumulator moments(ImageSet set, ExtractorModel extractor) throws IOException {
        checkSet(extractor, set);
        Metric metric = new Fd();
        return evaluate(set, Map.of(metric, extractor)).of(metric);
    }

    private Protocol.Network network(Metric metric) {
        if (metric.learned().isPresent()) {
            return pairModels.get(metric.learned().get()).network();
        }
        if (!metric.input().ofFeatures()) {
            return Protocol.Network.values(images.images().orElseThrow().shape().size());
        }
        return extractor == null
                ? new Protocol.Network(
                        "statistics", Protocol.UNKNOWN, Protocol.UNKNOWN, dimension(images), Protocol.UNKNOWN)
                : extractor.network();
    }

    private Contract protocol(Metric metric) {
        Contract.Builder protocol = Protocol.of(metric, network(metric), quantiser());
        if (metric.hasReference()) {
            long all = reference.count().orElse(0);
            protocol.setReference(reference.text())
                    .setReferenceCount(metric.mostVectors() > 0 ? Math.min(all, metric.mostVectors()) : all);
        }
        return protocol.build();
    }

    private String quantiser() {
        if (images.images().isPresent()) {
            return Protocol.quantiser(images.images().get().dataType());
        }
        boolean isFloat =
                reference.images().isPresent() && reference.images().get().dataType() == DataType.F32;
        return isFloat ? Protocol.NONE : Protocol.UNKNOWN;
    }
}
