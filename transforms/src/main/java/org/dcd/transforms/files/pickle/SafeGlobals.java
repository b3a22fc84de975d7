package org.dcd.transforms.files.pickle;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Allowlist of the globals (classes and functions) that pickles of one kind may use, with a Java implementation of
 * each. All others are rejected, as with {@code torch.serialization.add_safe_globals}. An instance may limit the total
 * size of what calls create, so it is used for one pickle only.
 */
public interface SafeGlobals {
    /** Contents of such pickles, plural, such as {@code images}; used in error messages. */
    String contents();

    /** Remedy for a pickle that uses other globals or opcodes; used in error messages. */
    String remedy();

    /**
     * Returns the implementation of a global; empty if it is not allowed.
     *
     * @param name module and name, such as {@code numpy.dtype}
     */
    Optional<SafeGlobal> find(String name);

    /**
     * Sets the state of an object (opcode BUILD).
     *
     * @param value result of a call of an allowed global
     * @param state its state
     * @throws IllegalArgumentException if the object does not accept this state
     */
    void build(Object value, Object state);

    /**
     * Returns the value for a byte string. The default copies it to a byte[].
     *
     * @param bytes view of the pickle, valid while the pickle is in memory
     */
    default Object bytes(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    /** Whether pickles may refer to external objects by persistent ids. */
    default boolean hasPersistentIds() {
        return false;
    }

    /**
     * Returns the external object with a persistent id.
     *
     * @throws IllegalArgumentException if there is none
     */
    default Object persistent(Object id) {
        throw new IllegalArgumentException("the pickle refers to an external object");
    }

    /** Java implementation of a class or function that a pickle may call. */
    @FunctionalInterface
    interface SafeGlobal {
        /**
         * Returns the result of a call.
         *
         * @param arguments arguments of the call, see {@link PickleReader} for their types
         * @throws IllegalArgumentException if the arguments are not accepted
         */
        Object call(List<?> arguments);

        /** Returns the implementation of a class that pickles pass as an argument but never call. */
        static SafeGlobal neverCalled(String name) {
            return arguments -> {
                throw new IllegalArgumentException(name + " must not be called");
            };
        }
    }
}
