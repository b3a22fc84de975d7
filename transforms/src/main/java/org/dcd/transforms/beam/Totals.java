package org.dcd.transforms.beam;

import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * Counters of finished work in the metrics of the runner, with the namespace {@value #NAMESPACE}. They count work, not
 * results: work that is repeated after a failure counts again, and unfinished work does not count.
 */
public final class Totals {
    /** Namespace of all counters. */
    public static final String NAMESPACE = "dcd";

    /** Finished shards of data-parallel stages. */
    static final Counter SHARDS = counter("shards-done");

    /** Finished trainings. */
    static final Counter TRAININGS = counter("trainings-done");

    private static final Counter STAGES = counter("stages-made");

    private Totals() {}

    private static Counter counter(String name) {
        return Metrics.counter(NAMESPACE, name);
    }

    /** Counts a published stage. */
    public static void stageMade() {
        STAGES.inc();
    }

    /** Counts a finished shard, and its images or other units in another counter. */
    static void shard(String counter, long count) {
        SHARDS.inc();
        counter(counter).inc(count);
    }
}
