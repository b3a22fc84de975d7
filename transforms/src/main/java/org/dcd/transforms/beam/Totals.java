package org.dcd.transforms.beam;

import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * Counters of what a graph has done, for whoever watches its runner: they have the namespace {@value #NAMESPACE}. They
 * count work, not results: what is done again after a failure counts again, and what a runner shows before a piece of
 * work ends does not have it.
 */
public final class Totals {
    /** Of all counters. */
    public static final String NAMESPACE = "dcd";

    /** Parts of data-parallel stages that were done. */
    static final Counter SHARDS = counter("shards-done");

    /** Trainings that came to their end. */
    static final Counter TRAININGS = counter("trainings-done");

    private static final Counter STAGES = counter("stages-made");

    private Totals() {}

    private static Counter counter(String name) {
        return Metrics.counter(NAMESPACE, name);
    }

    /** A stage is in the store. */
    public static void stageMade() {
        STAGES.inc();
    }

    /** A part of a data-parallel stage is done. */
    static void shard(String counter, long count) {
        SHARDS.inc();
        counter(counter).inc(count);
    }
}
