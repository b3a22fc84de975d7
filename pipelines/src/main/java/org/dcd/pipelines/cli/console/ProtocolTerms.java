package org.dcd.pipelines.cli.console;

import java.util.List;
import org.dcd.schemas.Contract;

/**
 * The protocol of a score as JSON output shows it. The key that holds it is still {@code contract}, as earlier versions
 * wrote it. The components are those of {@link Contract}.
 */
public record ProtocolTerms(
        String name,
        String extractor,
        String extractorSha256,
        int featureDimension,
        String resize,
        String quantiser,
        String divisor,
        String reference,
        long referenceCount,
        List<Double> dataRange,
        String estimator,
        String corruption) {
    /** Of the protocol that is stored with a score. */
    public static ProtocolTerms of(Contract protocol) {
        return new ProtocolTerms(
                protocol.getName(),
                protocol.getExtractor(),
                protocol.getExtractorSha256(),
                protocol.getFeatureDimension(),
                protocol.getResize(),
                protocol.getQuantiser(),
                protocol.getDivisor(),
                protocol.getReference(),
                protocol.getReferenceCount(),
                protocol.getDataRange(),
                protocol.getEstimator(),
                protocol.getCorruption());
    }
}
