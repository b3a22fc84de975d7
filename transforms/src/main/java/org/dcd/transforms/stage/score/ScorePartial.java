package org.dcd.transforms.stage.score;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.dcd.transforms.metric.Accumulator;
import org.dcd.transforms.stage.WorkTimer.WorkTime;

/**
 * What some shards of a score stage have found: a commutative monoid, whose identity is a new one. Its Java
 * serialisation is its form between workers. Mutable and not thread-safe.
 */
public final class ScorePartial implements Serializable {
    private static final long serialVersionUID = 1;

    private final TreeMap<String, Accumulator> accumulators = new TreeMap<>();
    /** Seconds that the shards took, by process. */
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

    /** Adds what other shards have found, which stays as it is. */
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

    /** What all shards have accumulated for a metric in a set; null when no image was seen. */
    Accumulator accumulator(int set, String metric) {
        return accumulators.get(slot(set, metric));
    }

    Map<String, Double> seconds() {
        return seconds;
    }
}
