package org.dcd.transforms.files.pickle;

import java.util.List;

/** A class or function that a pickle may name and call ({@link SafeGlobals}). A call runs this and never Python. */
@FunctionalInterface
public interface SafeGlobal {
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
