package org.dcd.pipelines.store;

/** The store could not be read or written; the message names the path, the reason and the remedy. */
public final class StoreException extends RuntimeException {
    public StoreException(String message) {
        super(message);
    }

    static StoreException takenOver(String stage) {
        return new StoreException("another run took over the stage " + stage
                + " while this one stood still; run again to go on with what that one makes");
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
