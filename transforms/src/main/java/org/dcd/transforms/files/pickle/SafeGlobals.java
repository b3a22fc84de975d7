package org.dcd.transforms.files.pickle;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The allowlist of one kind of pickle: the globals (classes and functions) that it may name, and what stands for each
 * here; all others are refused. An instance may count what is called, so that it serves for one pickle.
 */
public interface SafeGlobals {
    /** What the pickles hold, such as {@code images}, for messages. */
    String contents();

    /** What to do with a pickle that needs other classes or opcodes. */
    String remedy();

    /** What stands for module and name, such as {@code numpy.dtype}; empty when it is not allowed. */
    Optional<SafeGlobal> find(String name);

    /**
     * Gives a value its state.
     *
     * @throws IllegalArgumentException when the value has none or not this one
     */
    void build(Object value, Object state);

    /**
     * What stands for a string of bytes: a copy as byte[] unless the kind of pickle has another use for it.
     *
     * @param bytes where they lie in the pickle, which outlives them
     */
    default Object bytes(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    /** Whether pickles may refer to values outside them. */
    default boolean hasPersistentIds() {
        return false;
    }

    /**
     * The value outside the pickle that an id stands for.
     *
     * @throws IllegalArgumentException when there is none
     */
    default Object persistent(Object id) {
        throw new IllegalArgumentException("a value outside the pickle");
    }

    /** A class or function that a pickle may name and call ({@link SafeGlobals}). A call runs this and never Python. */
    @FunctionalInterface
    interface SafeGlobal {
        /**
         * The value that the pickle gets.
         *
         * @param arguments of the call, values as {@link PickleReader} gives them
         * @throws IllegalArgumentException when it does not take those arguments
         */
        Object call(List<?> arguments);

        /** A class that pickles name as an argument only. */
        static SafeGlobal neverCalled(String name) {
            return arguments -> {
                throw new IllegalArgumentException(name + " is called");
            };
        }
    }
}
