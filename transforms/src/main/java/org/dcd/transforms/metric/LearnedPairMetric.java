package org.dcd.transforms.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dcd.transforms.features.PairNetwork;
import org.dcd.transforms.image.ImageShape;

/**
 * A metric of pairs of an image and its reference image that a pretrained network computes; the mean over all pairs.
 * The evaluator runs the network and passes its distances to the metric.
 */
public interface LearnedPairMetric extends Metric {
    @Override
    default MetricInput input() {
        return MetricInput.PAIRS;
    }

    @Override
    default Optional<LearnedPairMetric> learned() {
        return Optional.of(this);
    }

    @Override
    default void checkShape(ImageShape shape) {
        network(shape);
    }

    /** Name and version of the network, for the protocol. */
    String networkName();

    /** Names of the pretrained weights, as {@code dcd weights list} shows them. */
    List<String> weights();

    /**
     * The network that compares two images.
     *
     * @throws IllegalArgumentException with the remedy, for an unsupported shape
     */
    PairNetwork network(ImageShape shape);

    @Override
    default Accumulator accumulator(SetPart part) {
        return new PairValues(ScoreNames.of(this).get(0), batch -> {
            double[] values = new double[batch.n()];
            Arrays.setAll(values, i -> batch.vectors()[i]);
            return values;
        });
    }

    @Override
    default List<MetricValue> finish(SetSummary row, SetSummary reference) {
        return ((PairValues) row).mean();
    }
}
