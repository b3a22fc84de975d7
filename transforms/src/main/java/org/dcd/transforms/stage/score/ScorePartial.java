package org.dcd.transforms.stage.score;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.dcd.transforms.metric.Accumulator;
import org.dcd.transforms.stage.WorkTimer.WorkTime;

/**
 * The merged accumulators of some shards of a score stage: a commutative monoid with a new object as identity. Workers
 * exchange it by Java serialisation. Mutable and not thread-safe.
 */
public final class ScorePartial implements Serializable {
    private static final long serialVersionUID = 1;

    private final TreeMap<String, Accumulator> accumulators = new TreeMap<>();
    /** Seconds of the shards by process. */
    private final TreeMap<String, Double> seconds = new TreeMap<>();

    private static String slot(int set, String metric) {
        return set + "/" + metric;
    }

    /** @param metric its {@link Evaluator#slot} */
    void put(int set, String metric, Accumulator accumulator) {
        accumulators.put(slot(set, metric), accumulator);
    }

    boolean has(int set, String metric) {
        return accumulators.containsKey(slot(set, metric));
    }

    void took(WorkTime worked) {
        seconds.merge(worked.process(), worked.seconds(), Double::sum);
    }

    /**
     * Adds the accumulators of other shards.
     *
     * @param other remains unchanged
     */
    public void merge(ScorePartial other) {
        other.accumulators.forEach((slot, more) -> {
            Accumulator own = accumulators.get(slot);
            if (own == null) {
                accumulators.put(slot, more.copy());
            } else {
                own.merge(more);
            }
        });
        other.seconds.forEach((process, more) -> seconds.merge(process, more, Double::sum));
    }

    /** The accumulator of a metric for a set; null without images. */
    Accumulator accumulator(int set, String metric) {
        return accumulators.get(slot(set, metric));
    }

    Map<String, Double> seconds() {
        return seconds;
    }
}
