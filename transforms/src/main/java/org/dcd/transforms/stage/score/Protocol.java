package org.dcd.transforms.stage.score;

import java.util.List;
import org.dcd.schemas.Contract;
import org.dcd.schemas.DataType;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.metric.ExtractorFacts;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.registry.Registry;

/**
 * The protocol of a score: everything that two scores must share to be compared. It is stored as the Avro record
 * {@link Contract}, whose name is that in tables of earlier versions.
 */
public final class Protocol {
    /** Value of a field that does not apply to a score. */
    public static final String NONE = "none";
    /** Value of a field that a statistics file does not state. */
    public static final String UNKNOWN = "unknown";

    private static final int SHORT_HASH = 8;

    private Protocol() {}

    /**
     * The network that computes the compared vectors.
     *
     * @param name name with the first digits of its hash, such as {@code classifier-1a2b3c4d}
     * @param kind registered name, such as {@code classifier}
     * @param sha256 hash that identifies it
     * @param dimension number of values per image
     * @param resize how images are resized first
     */
    public record Network(String name, String kind, String sha256, int dimension, String resize) {
        /** No network: the values of images are compared. */
        public static Network values(int dimension) {
            return new Network("values", NONE, NONE, dimension, NONE);
        }

        /** A feature extractor. */
        public static Network of(ExtractorFacts extractor, int dimension) {
            return new Network(
                    extractor.name() + "-" + shortHash(extractor.identity()),
                    extractor.name(),
                    extractor.identity(),
                    dimension,
                    extractor.resize());
        }
    }

    static String shortHash(String sha256) {
        return sha256.substring(0, SHORT_HASH);
    }

    /** Builder of the protocol of a metric, without reference set. */
    public static Contract.Builder of(Metric metric, Network network, String quantiser) {
        return of(Registry.nameOf(metric), network)
                .setQuantiser(quantiser)
                .setDivisor(metric.divisor())
                .setEstimator(metric.estimator())
                .setDataRange(List.of(-1.0, 1.0));
    }

    /** Builder of the protocol of any score; all other fields are {@link #NONE}. */
    public static Contract.Builder of(String score, Network network) {
        return Contract.newBuilder()
                .setName(score + "[" + network.name + "]")
                .setExtractor(network.kind)
                .setExtractorSha256(network.sha256)
                .setFeatureDimension(network.dimension)
                .setResize(network.resize)
                .setQuantiser(NONE)
                .setDivisor(NONE)
                .setReference(NONE)
                .setReferenceCount(0)
                .setDataRange(List.of())
                .setCorruption(NONE);
    }

    /** Quantiser of images before scoring. */
    public static String quantiser(DataType images) {
        return switch (images) {
            case U8 -> "u8";
            case F32 -> NONE;
        };
    }

    /** Text of a corruption, such as {@code identity + gaussian[sigma=0.2]}. */
    public static String text(Corruption corruption) {
        return text(corruption.operator()) + " + " + text(corruption.noise());
    }

    /** Text of a registered member with its settings, such as {@code gaussian[sigma=0.2]}. */
    public static String text(Object member) {
        String values = member.toString();
        int bracket = values.indexOf('[');
        return Registry.nameOf(member) + (bracket < 0 || values.endsWith("[]") ? "" : values.substring(bracket));
    }
}
