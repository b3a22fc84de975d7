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

/** Calls a tracker on its own thread, in order, without blocking the run, and with one warning when it fails. */
final class TrackerThread {
    private static final Logger LOG = LoggerFactory.getLogger(TrackerThread.class);

    private static final int MAX_REASON_CHARACTERS = 200;

    /** An event for a tracker. */
    interface Event {
        void send(Tracker tracker) throws Exception;
    }

    private final String address;
    private final Callable<Tracker> factory;
    private final Consumer<String> messages;
    private final AtomicBoolean warned = new AtomicBoolean();
    private final ExecutorService thread;
    private Tracker tracker;

    /**
     * @param address address of the server, for warnings
     * @param factory creates the tracker; called on the new thread, so that the run does not load or connect a client
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

    /** Sends an event after all earlier ones. */
    void send(Event event) {
        thread.execute(() -> {
            try {
                if (tracker == null) {
                    tracker = factory.call();
                }
                event.send(tracker);
            } catch (Exception | LinkageError e) {
                warn(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
                LOG.debug("an event could not be sent to {}", address, e);
            }
        });
    }

    /** Closes the tracker after all events. */
    void end() {
        thread.execute(() -> {
            try {
                if (tracker != null) {
                    tracker.close();
                }
            } catch (Exception e) {
                LOG.debug("the client of {} could not be closed", address, e);
            }
        });
        thread.shutdown();
    }

    /**
     * Waits until all events are sent.
     *
     * @param until deadline, as a value of {@link System#nanoTime}
     * @param timeoutSeconds timeout, for the warning
     */
    void await(long until, long timeoutSeconds) {
        try {
            if (thread.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
            warn("no answer within " + timeoutSeconds + " s after the end of the run");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
    }

    private void warn(String reason) {
        if (warned.compareAndSet(false, true)) {
            messages.accept("! tracking: " + address + " did not receive all events of this run: " + line(reason));
        }
    }

    /** The reason in one line: servers answer with whole pages. */
    private static String line(String text) {
        String line = Urls.withoutSecrets(text).strip().replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MAX_REASON_CHARACTERS ? line : line.substring(0, MAX_REASON_CHARACTERS) + "…";
    }
}
