package org.dcd.transforms.metric;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A metric that compares images with each other, and so needs their vectors in memory. */
public interface VectorMetric extends Metric {
    /** Greatest number of images of either set; larger sets are sampled evenly. */
    int images();

    /** The scores, from the vectors of row and reference set. */
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
