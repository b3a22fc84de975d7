package org.dcd.pipelines.cli.console;

import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** On Ctrl-C: says that nothing finished is lost, and gives the running stage a moment to stop in order. */
public final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    /** Those that are not closed. */
    private static final Set<Interruption> OPEN = ConcurrentHashMap.newKeySet();

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    /** @param running the thread to interrupt */
    public Interruption(Thread running, PrintWriter err) {
        hook = new Thread(
                () -> {
                    err.println();
                    err.println("dcd: stopping; finished stages are kept and training continues from its last"
                            + " checkpoint: run the same command again");
                    err.flush();
                    running.interrupt();
                    await();
                },
                "dcd-interrupted");
        OPEN.add(this);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Waits until all work of this process that is being stopped has stopped, or is cut off. */
    public static void awaitAll() {
        OPEN.forEach(Interruption::await);
    }

    private void await() {
        try {
            // What does not end in time is cut off: the store stands a kill at any point.
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
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
            // The hook is running, and was waiting for this.
            return;
        }
    }
}
