package org.dcd.pipelines.workflow;

import org.dcd.pipelines.store.LookupResult;
import org.dcd.schemas.Manifest;

/** State of a stage in a plan. */
public sealed interface StageStatus {
    /** The state in words: {@code cached}, {@code to run: not in the store}. */
    String describe();

    /**
     * The store has the stage.
     *
     * @param manifest its manifest
     */
    record Cached(Manifest manifest) implements StageStatus {
        @Override
        public String describe() {
            return "cached";
        }
    }

    /**
     * The stage is to run.
     *
     * @param reason why it is to run
     * @param detail what is damaged, or the inputs that run first; otherwise empty
     */
    record ToRun(Reason reason, String detail) implements StageStatus {
        @Override
        public String describe() {
            return switch (reason) {
                case MISSING -> "to run: not in the store";
                case DAMAGED -> "to run: damaged: " + detail;
                case UPSTREAM -> "to run: after " + detail;
                case FORCED -> "to run: forced";
            };
        }
    }

    /** Why a stage runs. */
    enum Reason {
        /** The store does not have the stage. */
        MISSING,
        /** The stage in the store is damaged. */
        DAMAGED,
        /** The store has neither the stage nor one of its inputs. */
        UPSTREAM,
        /** The store has the stage, but the user forces it to run again. */
        FORCED
    }

    /** @param runsBefore names of the inputs that will run, comma-separated; empty when none will */
    static StageStatus of(LookupResult lookup, String runsBefore) {
        if (lookup instanceof LookupResult.Present present) {
            return new Cached(present.manifest());
        }
        if (lookup instanceof LookupResult.Damaged damaged) {
            return new ToRun(Reason.DAMAGED, damaged.reason());
        }
        return runsBefore.isEmpty() ? new ToRun(Reason.MISSING, "") : new ToRun(Reason.UPSTREAM, runsBefore);
    }
}
