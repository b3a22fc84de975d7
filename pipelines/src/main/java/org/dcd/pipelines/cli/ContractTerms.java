package org.dcd.pipelines.cli;

import java.util.List;
import org.dcd.schemas.Contract;

/** A contract as JSON. */
record ContractTerms(
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
    static ContractTerms of(Contract contract) {
        return new ContractTerms(
                contract.getName(),
                contract.getExtractor(),
                contract.getExtractorSha256(),
                contract.getFeatureDimension(),
                contract.getResize(),
                contract.getQuantiser(),
                contract.getDivisor(),
                contract.getReference(),
                contract.getReferenceCount(),
                contract.getDataRange(),
                contract.getEstimator(),
                contract.getCorruption());
    }
}
