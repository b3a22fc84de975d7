package org.dcd.transforms.train;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A share of the heap that the trainings of a process divide among themselves, so that several at once do not exhaust
 * it. Thread-safe.
 */
final class HeapShare {
    private final long bytes;
    private final AtomicLong taken = new AtomicLong();

    /** @param bytes size of the share */
    HeapShare(long bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes a part of the share if it is left.
     *
     * @param wanted size of the part in bytes
     * @return whether it was left; {@link #giveBack} returns it
     */
    boolean take(long wanted) {
        long before = taken.getAndUpdate(now -> fits(now, wanted) ? now + wanted : now);
        return fits(before, wanted);
    }

    private boolean fits(long now, long wanted) {
        return wanted <= bytes - now;
    }

    /** Returns a part that was taken. */
    void giveBack(long part) {
        taken.addAndGet(-part);
    }
}
