package org.dcd.pipelines.store.lease;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures how long heartbeats have not changed, on the monotonic clock of this process. Neither clocks of other
 * machines nor modification times of files are used.
 */
public final class HeartbeatObserver {
    private static final Map<String, HeartbeatObserver> OF_STORES = new ConcurrentHashMap<>();

    private final LongSupplier nanos;
    private final Pause pause;
    private final Map<String, Observation> observations = new ConcurrentHashMap<>();

    /** @param changed whether the text has changed since it was first observed */
    private record Observation(String text, long since, boolean changed) {}

    /** Waits on the clock of the observer. */
    public interface Pause {
        /** Waits for a duration. */
        void of(Duration time) throws InterruptedException;
    }

    /** @param nanos a monotonic clock, in nanoseconds */
    public HeartbeatObserver(LongSupplier nanos, Pause pause) {
        this.nanos = nanos;
        this.pause = pause;
    }

    /** The observer of a store, which all parts of this process share. */
    static HeartbeatObserver of(String store) {
        return OF_STORES.computeIfAbsent(
                store,
                unused -> new HeartbeatObserver(System::nanoTime, time -> TimeUnit.NANOSECONDS.sleep(time.toNanos())));
    }

    void pause(Duration time) throws InterruptedException {
        pause.of(time);
    }

    /** Records the current text of a holder or job, and returns for how long it has not changed. */
    Duration silence(String subject, String text) {
        long now = nanos.getAsLong();
        Observation observation = observations.compute(
                subject,
                (unused, before) -> before == null
                        ? new Observation(text, now, false)
                        : before.text.equals(text) ? before : new Observation(text, now, true));
        return Duration.ofNanos(now - observation.since);
    }

    /** Whether a text has changed since it was first observed. */
    boolean hasChanged(String subject) {
        Observation observation = observations.get(subject);
        return observation != null && observation.changed;
    }

    void forget(String subject) {
        observations.remove(subject);
    }
}
