package org.dcd.transforms.stage;

import java.time.Instant;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Tells how long a process was at pieces of work that run side by side. Every moment is shared evenly among the pieces
 * that are at work in it: one alone counts all of it, each of n counts 1/n. So the times of all pieces add up to the
 * time that passed while there was work, whatever the number of threads.
 */
public final class WorkClock {
    private static final WorkClock OF_THIS_PROCESS = new WorkClock(System::nanoTime);
    private static final String PROCESS = UUID.randomUUID().toString();

    private final LongSupplier nanos;
    private int active;
    private long last;
    /** Nanoseconds that a piece would have counted which is at work all the time. */
    private double counted;

    /** @param nanos a clock that never goes back */
    WorkClock(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Begins a piece of work of this process. */
    public static Piece begin() {
        return OF_THIS_PROCESS.piece();
    }

    /** Begins a piece of work. */
    Piece piece() {
        synchronized (this) {
            advance();
            active++;
            return new Piece(counted);
        }
    }

    private void advance() {
        long now = nanos.getAsLong();
        if (active > 0) {
            counted += (double) (now - last) / active;
        }
        last = now;
    }

    /** A piece of work until it is closed. Any thread may close it. */
    public final class Piece implements AutoCloseable {
        private final Instant started = Instant.now();
        private final double from;
        private boolean closed;

        private Piece(double from) {
            this.from = from;
        }

        /** What it has counted so far. */
        public Worked worked() {
            synchronized (WorkClock.this) {
                advance();
                return new Worked(started, (counted - from) * 1e-9, PROCESS);
            }
        }

        @Override
        public void close() {
            synchronized (WorkClock.this) {
                if (!closed) {
                    advance();
                    active--;
                    closed = true;
                }
            }
        }
    }
}
