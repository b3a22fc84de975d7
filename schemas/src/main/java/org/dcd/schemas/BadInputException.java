package org.dcd.schemas;

/**
 * Input that a person must change: an experiment file, a data file, an option. The message alone must tell where (file,
 * line and column or path), the value, and the remedy. The command line prints it without a stack trace and ends with
 * exit code 2.
 */
public final class BadInputException extends RuntimeException {
    public BadInputException(String message) {
        super(message);
    }

    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
