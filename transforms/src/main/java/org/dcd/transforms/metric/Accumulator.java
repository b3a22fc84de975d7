package org.dcd.transforms.metric;

import java.io.IOException;
import java.io.Serializable;
import org.dcd.schemas.io.Folder;

/**
 * The state of a metric after some images: a commutative monoid with the identity {@link Metric#accumulator}. Workers
 * exchange accumulators by Java serialisation. Mutable and not thread-safe.
 */
public interface Accumulator extends SetSummary, Serializable {
    /** Number of images accumulated. */
    long count();

    /** Adds images. May keep the arrays of the batch, which nobody modifies. */
    void add(FeatureBatch batch);

    /**
     * Adds the images of another accumulator of the same metric and set.
     *
     * @param other remains unchanged
     */
    void merge(Accumulator other);

    /** An independent copy. */
    Accumulator copy();

    /**
     * The form in which the accumulator leaves a worker: itself, or for a large one a reference to a part of a table,
     * which this method writes.
     *
     * @param folder work folder of the stage
     * @param table table for the vectors of the set
     * @param part name of the file to write
     */
    default Accumulator storedIn(Folder folder, String table, String part) throws IOException {
        return this;
    }
}
