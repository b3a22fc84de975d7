package org.dcd.schemas.stage;

import java.util.concurrent.Callable;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * Thrown when the work on a stage fails; the cause says why. Runners do not report the stage or element that failed, so
 * work on a stage runs within {@link #naming}. The annotation tells Flink not to retry: it repeats the work of lost
 * workers anyway, and the code of a stage would fail again.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class StageException extends Exception {
    private final String stage;
    private final String key;
    private final String work;

    private StageException(StageTask<?> task, Throwable cause) {
        super("stage " + task.name() + " failed: " + cause, cause);
        this.stage = task.name();
        this.key = task.key();
        this.work = task.work().location();
    }

    /**
     * Runs work on a stage.
     *
     * @throws StageException with the name of the stage, when the work throws anything but an interrupt
     */
    public static <T> T naming(StageTask<?> task, Callable<T> body) throws Exception {
        try {
            return body.call();
        } catch (StageException | InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            throw new StageException(task, e);
        }
    }

    /** Name of the stage within its experiment, such as {@code sample:teacher-full}. */
    public String stage() {
        return stage;
    }

    /** Its content key, which distinguishes it from stages of the same name in other experiments. */
    public String key() {
        return key;
    }

    /** Location of its work folder. */
    public String work() {
        return work;
    }
}
