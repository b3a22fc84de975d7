package org.dcd.transforms.stage;

import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Measures how long work of a process takes while other work runs beside it. Every moment is divided evenly among the
 * open spans: with n open spans, each counts 1/n of it. So the times of all spans add up to the time during which at
 * least one of them was open, for any number of threads.
 */
public final class WorkTimer {
    private static final WorkTimer OF_THIS_PROCESS = new WorkTimer(System::nanoTime);
    private static final String PROCESS = UUID.randomUUID().toString();

    private final LongSupplier nanos;
    private int open;
    private long last;
    /** Nanoseconds that a span counts which was open from the beginning. */
    private double counted;

    /**
     * The time of a piece of work.
     *
     * @param started when it began
     * @param seconds that its span counted
     * @param process identifier of the process that did it, random and unique
     */
    public record WorkTime(Instant started, double seconds, String process) implements Serializable {}

    /** @param nanos a clock that never goes back */
    WorkTimer(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Opens a span of this process. */
    public static Span start() {
        return OF_THIS_PROCESS.open();
    }

    /** Opens a span. */
    Span open() {
        synchronized (this) {
            advance();
            open++;
            return new Span(counted);
        }
    }

    private void advance() {
        long now = nanos.getAsLong();
        if (open > 0) {
            counted += (double) (now - last) / open;
        }
        last = now;
    }

    /** A piece of work until it is closed. Any thread may close it; closing twice has no effect. */
    public final class Span implements AutoCloseable {
        private final Instant started = Instant.now();
        private final double from;
        private boolean closed;

        private Span(double from) {
            this.from = from;
        }

        /** The time so far. */
        public WorkTime time() {
            synchronized (WorkTimer.this) {
                advance();
                return new WorkTime(started, (counted - from) * 1e-9, PROCESS);
            }
        }

        @Override
        public void close() {
            synchronized (WorkTimer.this) {
                if (!closed) {
                    advance();
                    open--;
                    closed = true;
                }
            }
        }
    }
}
