package org.dcd.transforms.metric;

import java.io.IOException;
import java.io.Serializable;
import org.dcd.schemas.io.Folder;

/**
 * What a metric keeps of the images that it has seen: a commutative monoid, whose identity is
 * {@link Metric#accumulator}. Its Java serialisation is its form between workers. Mutable and not thread-safe.
 */
public interface Accumulator extends SetSummary, Serializable {
    /** Images seen. */
    long count();

    /** Adds images. The batch's arrays may be kept; nobody writes to them. */
    void add(FeatureBatch batch);

    /**
     * Adds what another accumulator of the same metric and set has seen.
     *
     * @param other stays as it is
     */
    void merge(Accumulator other);

    /** One with the same content, which can be changed by itself. */
    Accumulator copy();

    /**
     * What leaves a worker in place of this: itself, or for a large accumulator a reference to a part of a table that
     * it writes.
     *
     * @param folder of the stage
     * @param table of the vectors of the set
     * @param part file to write
     */
    default Accumulator storedIn(Folder folder, String table, String part) throws IOException {
        return this;
    }
}
