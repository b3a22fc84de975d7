package org.dcd.transforms.metric;

/** What some images of a row come to for a metric: parts merge in any order. Mutable, not thread-safe. */
public sealed interface Statistic permits FeatureMoments, Sums {
    /** Images seen. */
    long count();

    /** Adds what other images come to, a statistic of the same kind that stays as it is. */
    void merge(Statistic other);

    byte[] toBytes();
}
