package org.dcd.schemas.stage;

import java.util.concurrent.Callable;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * Work on a stage went wrong; the cause says why. Runners tell neither the stage nor the element that failed, so
 * whoever works on a stage does it within {@link #naming}. Flink is told that it is of no use to try again: what was
 * lost with a worker is made again, what a stage refuses it would refuse again.
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

    /** Does work whose failure then names the stage. An interrupt stays one. */
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

    /** Its content key, which tells it from stages of the same name of other experiments. */
    public String key() {
        return key;
    }

    /** Location of its work folder. */
    public String work() {
        return work;
    }
}
