package org.dcd.schemas;

/**
 * Thrown for input that a person must change: an experiment file, a data file, an option. The message states the place
 * (file, line and column or path), the value and the remedy. The command line prints it without a stack trace and exits
 * with code 2.
 */
public final class BadInputException extends RuntimeException {
    /** @param message place, value and remedy */
    public BadInputException(String message) {
        super(message);
    }

    /** @param message place, value and remedy */
    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
