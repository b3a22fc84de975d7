package org.dcd.pipelines.tracking;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.dcd.schemas.io.Urls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a tracker apart from the run: in order, without the run waiting, and with one warning if it fails. */
final class TrackerThread {
    private static final Logger LOG = LoggerFactory.getLogger(TrackerThread.class);

    private static final int LONGEST_REASON = 200;

    /** What a tracker is told. */
    interface Task {
        void tell(Tracker tracker) throws Exception;
    }

    private final String address;
    private final Callable<Tracker> factory;
    private final Consumer<String> messages;
    private final AtomicBoolean warned = new AtomicBoolean();
    private final ExecutorService thread;
    private Tracker tracker;

    /**
     * @param address of the server, as warnings name it
     * @param factory called on the thread itself, so that nothing of a client is loaded or connected on the run's
     */
    TrackerThread(String address, Callable<Tracker> factory, Consumer<String> messages) {
        this.address = address;
        this.factory = factory;
        this.messages = messages;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread daemon = new Thread(task, "dcd-tracking");
            daemon.setDaemon(true);
            return daemon;
        });
    }

    void tell(Task task) {
        thread.execute(() -> {
            try {
                if (tracker == null) {
                    tracker = factory.call();
                }
                task.tell(tracker);
            } catch (Exception | LinkageError e) {
                warn(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
                LOG.debug("{} was not told", address, e);
            }
        });
    }

    /** Nothing more is told. */
    void end() {
        thread.execute(() -> {
            try {
                if (tracker != null) {
                    tracker.close();
                }
            } catch (Exception e) {
                LOG.debug("the client of {} did not close", address, e);
            }
        });
        thread.shutdown();
    }

    /** Waits until all is told, at most to a point of {@link System#nanoTime}. */
    void await(long until, long patienceSeconds) {
        try {
            if (thread.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
            warn("no answer within " + patienceSeconds + " s of the end of the run");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
    }

    private void warn(String reason) {
        if (warned.compareAndSet(false, true)) {
            messages.accept("! tracking: " + address + " was not told everything of this run: " + line(reason));
        }
    }

    /** Servers answer with whole pages. */
    private static String line(String text) {
        String line = Urls.withoutSecrets(text).strip().replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }
}
