package org.dcd.schemas.stage;

import java.io.Serializable;
import java.util.concurrent.Callable;

/** What running a stage gives: a result to publish, or a failure. */
public sealed interface StageOutcome extends Serializable permits StageResult, StageFailure {
    StageTask<?> task();

    /**
     * Runs a stage; whatever it throws is its failure.
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
