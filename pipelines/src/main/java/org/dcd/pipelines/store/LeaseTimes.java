package org.dcd.pipelines.store;

import java.time.Duration;

/**
 * When a lease is renewed and when it is given up for lost. All that share a store must agree.
 *
 * @param patience time without a heartbeat, on the clock of whoever watches, after which a holder is taken for dead
 */
record LeaseTimes(Duration patience) {
    static final String PROPERTY = "dcd.lease.seconds";

    private static final int BEATS = 12;
    private static final long USUAL_SECONDS = 60;

    LeaseTimes {
        if (patience.compareTo(Duration.ofMillis(BEATS)) < 0) {
            throw new IllegalArgumentException("patience with a lease must be at least 12 ms, was " + patience);
        }
    }

    /** A minute; the system property {@code dcd.lease.seconds} is for tests. */
    static LeaseTimes ofProcess() {
        return new LeaseTimes(Duration.ofSeconds(Long.getLong(PROPERTY, USUAL_SECONDS)));
    }

    /** Time between two heartbeats: several may be lost. */
    Duration beat() {
        return patience.dividedBy(BEATS);
    }
}
