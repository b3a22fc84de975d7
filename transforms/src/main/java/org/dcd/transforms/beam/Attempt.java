package org.dcd.transforms.beam;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.dcd.schemas.stage.StageFailure;

/**
 * The result of a step of a stage, or its error. The other one is null.
 *
 * @param error error that the step threw
 */
record Attempt<T>(T value, Throwable error) implements Serializable {
    /** @throws Exception an interrupt */
    static <T> Attempt<T> of(Callable<T> step) throws Exception {
        try {
            return new Attempt<>(step.call(), null);
        } catch (Exception | Error e) {
            StageFailure.rethrowInterruption(e);
            return failed(e);
        }
    }

    static <T> Attempt<T> failed(Throwable error) {
        return new Attempt<>(null, StageFailure.portable(error));
    }

    boolean hasFailed() {
        return error != null;
    }
}
