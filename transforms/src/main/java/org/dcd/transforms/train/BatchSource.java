package org.dcd.transforms.train;

import java.util.Map;

/**
 * Prepares the batches of a training on the host: values, noise, levels and augmentation. A batch depends on seeds and
 * step only, so it can be prepared by any thread, ahead of its step, and again. Thread-safe.
 *
 * @param <B> a batch
 */
public interface BatchSource<B> {
    /**
     * Prepares the batch of a step.
     *
     * @param step number of the step, from 1
     * @param random random numbers of this attempt
     */
    B prepare(long step, StepRandom random);

    /** Memory of a batch on the heap, bytes. */
    long bytes(B batch);

    /** Memory of arrays by name, bytes. */
    static long bytesOf(Map<String, float[]> batch) {
        return batch.values().stream()
                .mapToLong(values -> (long) values.length * Float.BYTES)
                .sum();
    }
}
