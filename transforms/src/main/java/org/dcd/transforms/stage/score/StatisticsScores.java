package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Count;
import org.dcd.schemas.DataType;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.data.folder.ImageSets;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.Gaussian;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.MetricValue;
import org.dcd.transforms.metric.MomentMetric;
import org.dcd.transforms.metric.ReferenceMoments;
import org.dcd.transforms.metric.StatisticsFile;
import org.dcd.transforms.metric.View;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.score.SetScores.Scored;

/** Scores by mean and covariance alone, where images or reference or both are a file of statistics. */
public final class StatisticsScores {
    private static final int BATCH = 64;
    private static final String NONE = "none";
    private static final String UNKNOWN = "unknown";

    private StatisticsScores() {}

    /** One side of a comparison. */
    public sealed interface Side {
        /**
         * Statistics that a file gave.
         *
         * @param path of it, for messages
         */
        record Given(Path path, StatisticsFile file) implements Side {}

        /** Images, whose statistics the extractor computes. */
        record Images(ImageSet set) implements Side {}

        /** @throws BadInputException when it is neither a file of statistics nor a set of images */
        static Side open(Path path) throws IOException {
            return StatisticsFile.isNamed(path)
                    ? new Given(path, StatisticsFile.read(path, OptionalInt.empty()))
                    : new Images(ImageSets.open(path));
        }

        /** What was found, for people. */
        default String describe() {
            return this instanceof Images images ? images.set.describe() : "statistics";
        }

        /** Number of images; empty when a file does not tell. */
        default OptionalLong count() {
            return this instanceof Images images
                    ? OptionalLong.of(images.set.names().size())
                    : OptionalLong.empty();
        }
    }

    /**
     * All scores, in the order of the metrics.
     *
     * @param extractor for the side that is images; null when neither is
     * @throws BadInputException when the sides, the metrics and the extractor do not fit one another
     */
    public static List<Scored> compute(Side images, Side reference, List<Metric> metrics, ExtractorModel extractor)
            throws IOException {
        for (Metric metric : metrics) {
            check(metric);
        }
        Gaussian mine = gaussian(images, extractor);
        Gaussian theirs = gaussian(reference, extractor);
        if (mine.dimension() != theirs.dimension()) {
            throw new BadInputException("the statistics are of " + mine.dimension() + " and "
                    + Count.of(theirs.dimension(), "feature") + "; give both of the same extractor");
        }
        List<Scored> scores = new ArrayList<>();
        for (Metric metric : metrics) {
            Contract contract = contract((MomentMetric) metric, images, reference, mine.dimension(), extractor);
            for (MetricValue value : ((MomentMetric) metric).of(mine, theirs)) {
                scores.add(new Scored(value, contract));
            }
        }
        return scores;
    }

    private static void check(Metric metric) {
        String name = Registry.nameOf(metric);
        if (metric.view() == View.MEASUREMENT_FEATURES) {
            throw new BadInputException(
                    name + " needs to know how the images are corrupted; it is a metric of experiments");
        }
        if (!(metric instanceof MomentMetric)) {
            throw new BadInputException(name + " compares more than means and covariances, which is all that a file of"
                    + " statistics has; give images on both sides, or ask for fd");
        }
    }

    private static Gaussian gaussian(Side side, ExtractorModel extractor) throws IOException {
        if (side instanceof Side.Given given) {
            Gaussian gaussian = given.file.gaussian();
            if (extractor != null && gaussian.dimension() != extractor.dimension()) {
                throw new BadInputException(
                        given.path + " is of " + Count.of(gaussian.dimension(), "feature") + ", but "
                                + extractor.name() + " gives " + extractor.dimension()
                                + "; give statistics of the same extractor");
            }
            return gaussian;
        }
        return moments(((Side.Images) side).set, extractor).gaussian();
    }

    /**
     * Moments of the features of all images of a set.
     *
     * @throws BadInputException when the extractor takes other images, or there are too few
     */
    public static FeatureMoments moments(ImageSet set, ExtractorModel extractor) throws IOException {
        int count = set.names().size();
        if (!extractor.shape().equals(set.shape())) {
            throw new BadInputException(
                    extractor.name() + " takes images of " + extractor.shape() + ", these are " + set.shape());
        }
        if (count < 2) {
            throw new BadInputException("a covariance needs at least 2 images, was " + count);
        }
        int size = set.shape().size();
        FeatureMoments moments = new FeatureMoments(extractor.dimension());
        try (ImageSet.Reader reader = set.reader()) {
            for (int first = 0; first < count; first += BATCH) {
                int n = Math.min(BATCH, count - first);
                float[] batch = new float[n * size];
                for (int i = 0; i < n; i++) {
                    System.arraycopy(reader.next(), 0, batch, i * size, size);
                }
                moments.add(extractor.run(batch, n).floats(OnnxExport.FEATURES), n);
            }
        }
        return moments;
    }

    private static Contract contract(
            MomentMetric metric, Side images, Side reference, int dimension, ExtractorModel extractor) {
        boolean known = extractor != null;
        return Contract.newBuilder()
                .setName(Registry.nameOf(metric) + "[" + (known ? extractor.shortName() : "statistics") + "]")
                .setExtractor(known ? extractor.kind() : UNKNOWN)
                .setExtractorSha256(known ? extractor.sha256() : UNKNOWN)
                .setFeatureDimension(dimension)
                .setResize(known ? extractor.resize() : UNKNOWN)
                .setQuantiser(quantiser(images, reference))
                .setDivisor(metric.divisor())
                .setReference(text(reference))
                .setReferenceCount(reference.count().orElse(0))
                .setDataRange(List.of(-1.0, 1.0))
                .setEstimator(metric.estimator())
                .setCorruption(NONE)
                .build();
    }

    private static String text(Side reference) {
        return reference instanceof Side.Given given ? ReferenceMoments.ofFile(given.file.sha256()) : "the second set";
    }

    private static String quantiser(Side images, Side reference) {
        if (images instanceof Side.Images scored) {
            return scored.set.dataType() == DataType.U8 ? "u8" : NONE;
        }
        return reference instanceof Side.Images other && other.set.dataType() == DataType.F32 ? NONE : UNKNOWN;
    }
}
