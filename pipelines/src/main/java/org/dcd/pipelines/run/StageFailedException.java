package org.dcd.pipelines.run;

/**
 * Thrown when a stage could not be made. The message contains the stage and the root cause. Finished stages are kept.
 */
public final class StageFailedException extends RuntimeException {
    /** @param message the stage, the root cause, and the remedy if there is one */
    public StageFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
