package org.dcd.transforms.metric;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A metric that compares every image with others, so that all of them are in memory. */
public interface VectorMetric extends Metric {
    /** Images of either set at most; of more, so many are taken, spread evenly. */
    int images();

    /** Its scores. */
    List<MetricValue> of(Vectors row, Vectors reference);

    @Override
    default int mostVectors() {
        return images();
    }

    @Override
    default Optional<String> sharedAccumulator() {
        return Optional.of("vectors");
    }

    @Override
    default Accumulator accumulator(SetPart part) {
        return new VectorAccumulator(part);
    }

    @Override
    default List<MetricValue> finish(SetSummary row, SetSummary reference) throws IOException {
        return of(row.vectors(images()), reference.vectors(images()));
    }
}
