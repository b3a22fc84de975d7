package org.dcd.pipelines.store;

import java.time.Duration;

/**
 * When a lease is renewed and when it expires. All that share a store must agree.
 *
 * @param patience time without a heartbeat, on the monotonic clock of the observer, after which a holder is taken for
 *     dead
 */
record LeaseTimes(Duration patience) {
    static final String PROPERTY = "dcd.lease.seconds";

    private static final int HEARTBEATS = 12;
    private static final long USUAL_SECONDS = 60;

    LeaseTimes {
        if (patience.compareTo(Duration.ofMillis(HEARTBEATS)) < 0) {
            throw new IllegalArgumentException("patience with a lease must be at least 12 ms, was " + patience);
        }
    }

    /** A minute; the system property {@code dcd.lease.seconds} is for tests. */
    static LeaseTimes ofProcess() {
        return new LeaseTimes(Duration.ofSeconds(Long.getLong(PROPERTY, USUAL_SECONDS)));
    }

    /** Time between two heartbeats: several may fail before the lease expires. */
    Duration period() {
        return patience.dividedBy(HEARTBEATS);
    }
}
