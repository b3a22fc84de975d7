package org.dcd.pipelines.store.files;

/** The store could not be read or written. The message names the path, the reason and the remedy. */
public final class StoreException extends RuntimeException {
    /** @param message path, reason and remedy */
    public StoreException(String message) {
        super(message);
    }

    /** @param message path, reason and remedy */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
