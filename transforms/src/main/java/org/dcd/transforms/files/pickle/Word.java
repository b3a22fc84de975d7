package org.dcd.transforms.files.pickle;

import java.util.List;

/** A class or function that a {@link Vocabulary} knows. Calling it runs this and never Python. */
@FunctionalInterface
public interface Word {
    /**
     * The value that the pickle gets.
     *
     * @throws IllegalArgumentException when it does not take those arguments
     */
    Object call(List<?> arguments);

    /** A class that pickles name as an argument only. */
    static Word neverCalled(String name) {
        return arguments -> {
            throw new IllegalArgumentException(name + " is called");
        };
    }
}
