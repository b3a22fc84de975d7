package org.dcd.pipelines.plan;

/** A stage and whether it will run. */
public record PlannedStage(StageNode node, StageStatus status) {
    public boolean cached() {
        return status instanceof StageStatus.Cached;
    }
}
