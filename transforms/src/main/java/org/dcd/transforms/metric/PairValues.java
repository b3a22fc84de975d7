package org.dcd.transforms.metric;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** One number for each pair of images, ordered by position of their batches. */
final class PairValues implements Accumulator {
    private static final long serialVersionUID = 1;

    /** Computes the numbers of the pairs of a batch. */
    interface Score extends Serializable {
        double[] of(FeatureBatch batch);
    }

    private final String name;
    private final Score score;
    private final TreeMap<Long, double[]> values = new TreeMap<>();

    /** @param name name of the score */
    PairValues(String name, Score score) {
        this.name = name;
        this.score = score;
    }

    @Override
    public long count() {
        return values.values().stream().mapToLong(batch -> batch.length).sum();
    }

    @Override
    public void add(FeatureBatch batch) {
        values.put(batch.first(), score.of(batch));
    }

    @Override
    public void merge(Accumulator other) {
        values.putAll(((PairValues) other).values);
    }

    @Override
    public PairValues copy() {
        PairValues copy = new PairValues(name, score);
        copy.merge(this);
        return copy;
    }

    /** Mean and standard deviation over all pairs, independent of their division into batches. */
    List<MetricValue> mean() {
        double[] all = values.values().stream().flatMapToDouble(Arrays::stream).toArray();
        return List.of(MetricValue.meanOf(name, all));
    }
}
