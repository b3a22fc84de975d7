package org.dcd.pipelines.store.lease;

import java.time.Duration;

/**
 * When a heartbeat is renewed and when a lease expires. All processes that share a store must agree.
 *
 * @param patience time without a heartbeat, on the monotonic clock of the observer, after which a lease expires; at
 *     least 12 ms
 */
public record LeaseTimes(Duration patience) {
    static final String PROPERTY = "dcd.lease.seconds";

    private static final int HEARTBEATS = 12;
    private static final long DEFAULT_SECONDS = 60;

    public LeaseTimes {
        if (patience.compareTo(Duration.ofMillis(HEARTBEATS)) < 0) {
            throw new IllegalArgumentException("patience with a lease must be at least 12 ms, was " + patience);
        }
    }

    /** One minute, or the system property {@code dcd.lease.seconds} of tests. */
    static LeaseTimes ofProcess() {
        return new LeaseTimes(Duration.ofSeconds(Long.getLong(PROPERTY, DEFAULT_SECONDS)));
    }

    /** Time between two heartbeats: several may fail before the lease expires. */
    Duration period() {
        return patience.dividedBy(HEARTBEATS);
    }
}
