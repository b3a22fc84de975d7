package org.dcd.pipelines.cli.console;

import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** On Ctrl-C: interrupts the running thread and gives its stage time to stop before the process exits. */
public final class ShutdownHook implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 20;

    /** Hooks that are not closed. */
    private static final Set<ShutdownHook> OPEN = ConcurrentHashMap.newKeySet();

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    /**
     * Registers the hook until it is closed.
     *
     * @param running the thread to interrupt
     * @param err standard error, for the notice
     */
    public ShutdownHook(Thread running, PrintWriter err) {
        hook = new Thread(
                () -> {
                    err.println();
                    err.println("dcd: stopping; finished stages are kept. Run the same command again to resume training"
                            + " from its last checkpoint");
                    err.flush();
                    running.interrupt();
                    await();
                },
                "dcd-interrupted");
        OPEN.add(this);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Waits until all interrupted work of this process has stopped, for at most 20 s each. */
    public static void awaitAll() {
        OPEN.forEach(ShutdownHook::await);
    }

    private void await() {
        try {
            // work that does not stop in time is killed: the store survives a kill at any point
            if (!ended.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        OPEN.remove(this);
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyStopping) {
            // the hook is running and was waiting for this
            return;
        }
    }
}
