package org.dcd.transforms.beam;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Shares the cores of a process between stages. libtorch and ONNX Runtime each have a thread pool for all cores, and
 * two pools at once are slower than one after the other. Training takes all slots, a shard of a data-parallel stage
 * takes one. Slots are granted in order of request, so that shards cannot starve training.
 */
final class ComputeSlots {
    private static final ComputeSlots OF_THIS_PROCESS =
            new ComputeSlots(Runtime.getRuntime().availableProcessors());

    private final int size;
    private final Semaphore slots;

    /** @param size number of slots, at least 1 */
    public ComputeSlots(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("compute slots must be at least 1, was " + size);
        }
        this.size = size;
        this.slots = new Semaphore(size, true);
    }

    /** The slots that all stages of this process share, one for each core. */
    public static ComputeSlots ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    /** Number of slots. */
    public int size() {
        return size;
    }

    /** Waits for one slot. */
    public Lease one() throws InterruptedException {
        return take(1);
    }

    /** Waits for all slots; later requests wait behind this one. A thread that holds a lease must not call this. */
    public Lease all() throws InterruptedException {
        return take(size);
    }

    /**
     * Waits for one of several equal shares of the slots, at least one slot. A thread that holds a lease must not call
     * this.
     *
     * @param shares number of shares, at least 1
     */
    public Lease share(int shares) throws InterruptedException {
        return take(Math.max(1, size / shares));
    }

    private Lease take(int permits) throws InterruptedException {
        slots.acquire(permits);
        return new Lease(slots, permits);
    }

    /** Slots in use until closed. Any thread may close it; closing twice has no effect. */
    public static final class Lease implements AutoCloseable {
        private final Semaphore slots;
        private final int permits;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(Semaphore slots, int permits) {
            this.slots = slots;
            this.permits = permits;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                slots.release(permits);
            }
        }
    }
}
