package org.dcd.transforms.natives;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Owner of native resources. Everything that is opened through it is closed together, in reverse order. A constructor
 * that opens several resources releases all of them if one fails:
 *
 * <pre>{@code
 * try (Resources opening = new Resources()) {
 *     program = opening.open(() -> builder.compile(engine));
 *     weights = opening.open(() -> ParameterSet.zeros(engine, specs));
 *     owned = opening.keep();
 * }
 * }</pre>
 */
public final class Resources implements AutoCloseable {
    private static final AtomicInteger OPEN = new AtomicInteger();

    /** Runs before each opening; tests make it fail. */
    static volatile Runnable beforeOpening = () -> {};

    private final Deque<AutoCloseable> owned = new ArrayDeque<>();

    /**
     * Opens one resource.
     *
     * @param <T> type of the resource
     * @param <E> exception that opening may throw
     */
    @FunctionalInterface
    public interface Opening<T extends AutoCloseable, E extends Exception> {
        /** Opens the resource. */
        T open() throws E;
    }

    /** Opens a resource and takes ownership of it. */
    public <T extends AutoCloseable, E extends Exception> T open(Opening<T, E> opening) throws E {
        beforeOpening.run();
        T opened = opening.open();
        owned.push(opened);
        OPEN.incrementAndGet();
        return opened;
    }

    /** Transfers all resources to a new owner. Closing this one then has no effect. */
    public Resources keep() {
        Resources kept = new Resources();
        kept.owned.addAll(owned);
        owned.clear();
        return kept;
    }

    /** Closes one resource early; does nothing if it is not owned. */
    public void close(AutoCloseable one) {
        if (owned.remove(one)) {
            RuntimeException failure = closed(one, null);
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** Number of open resources in this process. */
    static int open() {
        return OPEN.get();
    }

    /**
     * Closes all resources, even if closing one of them fails. Closing again has no effect.
     *
     * @throws IllegalStateException for the first failure; others are added as suppressed exceptions
     */
    @Override
    public void close() {
        RuntimeException failure = null;
        while (!owned.isEmpty()) {
            failure = closed(owned.pop(), failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static RuntimeException closed(AutoCloseable one, RuntimeException earlier) {
        OPEN.decrementAndGet();
        try {
            one.close();
            return earlier;
        } catch (Exception e) {
            RuntimeException failure = earlier == null
                    ? new IllegalStateException("cannot release " + one + ": " + e.getMessage(), e)
                    : earlier;
            if (earlier != null) {
                earlier.addSuppressed(e);
            }
            return failure;
        }
    }
}
