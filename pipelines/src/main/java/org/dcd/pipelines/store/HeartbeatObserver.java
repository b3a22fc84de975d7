package org.dcd.pipelines.store;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures how long heartbeats have not changed, on the monotonic clock of this process. No clock of another machine
 * and no modification time counts.
 */
final class HeartbeatObserver {
    private static final Map<String, HeartbeatObserver> OF_STORES = new ConcurrentHashMap<>();

    private final LongSupplier nanos;
    private final Pause pause;
    private final Map<String, Observation> observations = new ConcurrentHashMap<>();

    /** @param changed whether the text has changed since it was first observed */
    private record Observation(String text, long since, boolean changed) {}

    /** Waits on the clock of the observer. */
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    HeartbeatObserver(LongSupplier nanos, Pause pause) {
        this.nanos = nanos;
        this.pause = pause;
    }

    /** The observer of a store in this process: what one part of the process has observed counts for all. */
    static HeartbeatObserver of(String store) {
        return OF_STORES.computeIfAbsent(
                store,
                unused -> new HeartbeatObserver(System::nanoTime, time -> TimeUnit.NANOSECONDS.sleep(time.toNanos())));
    }

    long nanos() {
        return nanos.getAsLong();
    }

    void pause(Duration time) throws InterruptedException {
        pause.of(time);
    }

    /** Enters what a holder or job shows now, and tells for how long it has been the same. */
    Duration silence(String subject, String text) {
        long now = nanos();
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
