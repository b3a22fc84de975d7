package org.dcd.pipelines.store;

/** The store could not be read or written; the message names the path, the reason and the remedy. */
public final class StoreException extends RuntimeException {
    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
