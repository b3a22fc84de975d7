package org.dcd.pipelines.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** On Ctrl-C: says that nothing finished is lost, and gives the running stage a moment to stop in order. */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    /** @param running the thread to interrupt */
    Interruption(Thread running, PrintWriter err) {
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
        Runtime.getRuntime().addShutdownHook(hook);
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
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyStopping) {
            // The hook is running, and was waiting for this.
            return;
        }
    }
}
