package org.dcd.schemas.stage;

import java.io.Serializable;

/** What running a stage gives: a result to publish, or a failure. */
public sealed interface StageOutcome extends Serializable permits StageResult, StageFailure {
    StageTask<?> task();
}
