package org.dcd.pipelines.run;

/** A stage could not be made. The message names the stage and the root cause; what was finished before is kept. */
public final class StageFailedException extends RuntimeException {
    public StageFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
