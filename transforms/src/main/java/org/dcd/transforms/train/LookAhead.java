package org.dcd.transforms.train;

/**
 * How far batches are prepared ahead of their steps. Results do not depend on it.
 *
 * @param threads number of background threads, at least 0; with 0 each batch is prepared when its step begins
 * @param mostBytes greatest number of bytes of heap for batches that wait for their steps; larger batches are prepared
 *     when their steps begin
 */
public record LookAhead(int threads, long mostBytes) {
    /** Cores per background thread. One core prepares thousands of images a second. */
    private static final int CORES_PER_THREAD = 4;

    private static final int MOST_THREADS = 16;
    /** Waiting batches per background thread: one in work and one finished. */
    private static final int BATCHES_PER_THREAD = 2;
    /** Share of the heap for waiting batches: 1/16. */
    private static final int SHARE_OF_HEAP = 16;

    /** Prepares each batch when its step begins. */
    public static final LookAhead NONE = new LookAhead(0, 0);

    public LookAhead {
        if (threads < 0 || mostBytes < 0) {
            throw new IllegalArgumentException(
                    "threads and bytes must be at least 0, were " + threads + " and " + mostBytes);
        }
    }

    /** One thread for four cores, at least 1 and at most 16, and at most a sixteenth of the JVM's heap for batches. */
    public static LookAhead ofMachine() {
        int threads = Runtime.getRuntime().availableProcessors() / CORES_PER_THREAD;
        return new LookAhead(Math.max(1, Math.min(threads, MOST_THREADS)), mostBytesOfMachine());
    }

    /** Greatest number of bytes of heap for waiting batches with {@link #ofMachine}. */
    public static long mostBytesOfMachine() {
        return Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    }

    /**
     * Number of batches prepared ahead.
     *
     * @param bytes memory of one batch
     */
    int batches(long bytes) {
        return (int) Math.min((long) BATCHES_PER_THREAD * threads, mostBytes / Math.max(1, bytes));
    }
}
