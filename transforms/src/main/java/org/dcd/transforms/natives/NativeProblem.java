package org.dcd.transforms.natives;

import org.dcd.schemas.BadInputException;

/**
 * A reason why native libraries cannot be used as they are set up, found without loading them.
 *
 * @param problem what is wrong, with the value and its place
 * @param remedy what to do
 */
public record NativeProblem(String problem, String remedy) {
    /** The problem and its remedy in one line. */
    public String message() {
        return problem + "; " + remedy;
    }

    /** The exception that ends a command before work starts. */
    public BadInputException exception() {
        return new BadInputException(message());
    }
}
