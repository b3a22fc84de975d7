package org.dcd.transforms.train;

import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.registry.OutOfRangeException;

/** The number of parts that a batch is divided into. One device computes one part, a micro-batch, at a time. */
public final class MicroBatches {
    /** Parts of a batch on a CPU without a given micro-batch, so that two cores compute in parallel. */
    private static final int PARTS_ON_CPU = 2;

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

    /**
     * Number of parts of a batch.
     *
     * @param microBatch images at once; 0 to choose
     */
    public static int parts(TorchDevices devices, int batch, int microBatch) {
        if (microBatch > 0) {
            return batch / microBatch;
        }
        return devices.first().isGpu() ? devices.size() : Math.min(PARTS_ON_CPU, batch);
    }

    /** Number of images in the largest part; arguments as in {@link #parts}. */
    public static int largest(TorchDevices devices, int batch, int microBatch) {
        int parts = parts(devices, batch, microBatch);
        return (batch + parts - 1) / parts;
    }
}
