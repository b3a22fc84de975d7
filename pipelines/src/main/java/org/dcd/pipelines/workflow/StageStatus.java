package org.dcd.pipelines.workflow;

import org.dcd.pipelines.store.LookupResult;
import org.dcd.schemas.Manifest;

/** Whether a stage will run, and why. */
public sealed interface StageStatus {
    /** In words, for a person: {@code cached}, {@code to run: missing}. */
    String describe();

    /** The store has it. */
    record Cached(Manifest manifest) implements StageStatus {
        @Override
        public String describe() {
            return "cached";
        }
    }

    /** @param detail what is damaged; which input runs first; otherwise empty */
    record ToRun(Reason reason, String detail) implements StageStatus {
        @Override
        public String describe() {
            return switch (reason) {
                case MISSING -> "to run: not in the store";
                case DAMAGED -> "to run: damaged: " + detail;
                case UPSTREAM -> "to run: after " + detail;
                case FORCED -> "to run: again, as asked";
            };
        }
    }

    /** Why a stage runs. */
    enum Reason {
        /** The store never had it. */
        MISSING,
        /** The store has something under its key that is not whole. */
        DAMAGED,
        /** The store does not have it, nor one of its inputs. */
        UPSTREAM,
        /** The store has it, and it is asked for again. */
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
