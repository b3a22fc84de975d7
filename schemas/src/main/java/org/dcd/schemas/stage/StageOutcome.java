package org.dcd.schemas.stage;

import java.io.Serializable;
import java.util.concurrent.Callable;

/** The outcome of running a stage: a result to publish, or a failure. */
public sealed interface StageOutcome extends Serializable permits StageResult, StageFailure {
    /** The task that was run. */
    StageTask<?> task();

    /**
     * Runs a stage. An exception or error becomes its failure.
     *
     * @throws Exception an interrupt, see {@link StageFailure#rethrowInterruption}
     */
    static StageOutcome of(StageTask<?> task, Callable<StageResult> body) throws Exception {
        try {
            return body.call();
        } catch (Exception | Error e) {
            StageFailure.rethrowInterruption(e);
            return new StageFailure(task, e);
        }
    }
}
