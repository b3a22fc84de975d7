package org.dcd.transforms.train;

import java.util.OptionalInt;
import org.dcd.transforms.registry.OutOfRangeException;

/** Checks of the setting {@code micro-batch}. */
public final class MicroBatches {
    private MicroBatches() {}

    /**
     * Checks the micro-batch of a setting.
     *
     * @param microBatch images at once; 0 if none is given
     * @throws OutOfRangeException if it does not divide the batch
     */
    static void check(Class<? extends Record> settings, int microBatch, int batch) {
        if (microBatch > 0 && batch % microBatch != 0) {
            throw new OutOfRangeException(
                    settings, "micro-batch", "must divide the batch of " + batch + ", was " + microBatch);
        }
    }

    /** The micro-batch of a setting; empty to choose. */
    public static OptionalInt given(int microBatch) {
        return microBatch == 0 ? OptionalInt.empty() : OptionalInt.of(microBatch);
    }
}
