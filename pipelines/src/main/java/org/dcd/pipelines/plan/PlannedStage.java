package org.dcd.pipelines.plan;

/** A stage and whether it will run. */
public record PlannedStage(StageNode node, StageStatus status) {
    public boolean cached() {
        return status instanceof StageStatus.Cached;
    }

    /** Whether the store has something under its key that is not whole. */
    public boolean isDamaged() {
        return status instanceof StageStatus.ToRun toRun && toRun.reason() == StageStatus.Reason.DAMAGED;
    }
}
