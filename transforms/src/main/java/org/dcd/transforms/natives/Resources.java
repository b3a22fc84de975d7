package org.dcd.transforms.natives;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Owner of native memory: what is opened here is closed together, in reverse order. A constructor that opens several
 * things releases them all when one of them fails:
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

    /** Opens one thing. */
    @FunctionalInterface
    public interface Opening<T extends AutoCloseable, E extends Exception> {
        T open() throws E;
    }

    /** Opens something and owns it from then on. */
    public <T extends AutoCloseable, E extends Exception> T open(Opening<T, E> opening) throws E {
        beforeOpening.run();
        T opened = opening.open();
        owned.push(opened);
        OPEN.incrementAndGet();
        return opened;
    }

    /** Hands all to a new owner; closing this one then closes nothing. */
    public Resources keep() {
        Resources kept = new Resources();
        kept.owned.addAll(owned);
        owned.clear();
        return kept;
    }

    /** Closes one thing before the others. */
    public void close(AutoCloseable one) {
        if (owned.remove(one)) {
            RuntimeException failure = closed(one, null);
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** Number of things that are open in this process. */
    static int open() {
        return OPEN.get();
    }

    /**
     * Closes everything, even where closing something fails; closing twice does nothing more.
     *
     * @throws IllegalStateException the first failure, the others suppressed
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
