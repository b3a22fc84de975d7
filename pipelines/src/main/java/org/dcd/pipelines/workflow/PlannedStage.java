package org.dcd.pipelines.workflow;

/**
 * A stage and whether it will run.
 *
 * @param label what it is called beside the stages of other points of a sweep; its name where there are none
 */
public record PlannedStage(StageNode node, StageStatus status, String label) {
    PlannedStage(StageNode node, StageStatus status) {
        this(node, status, node.name());
    }

    public boolean cached() {
        return status instanceof StageStatus.Cached;
    }

    /** Whether the store has something under its key that is not whole. */
    public boolean isDamaged() {
        return status instanceof StageStatus.ToRun toRun && toRun.reason() == StageStatus.Reason.DAMAGED;
    }

    /** Whether it is made again although the store has it. */
    public boolean isForced() {
        return status instanceof StageStatus.ToRun toRun && toRun.reason() == StageStatus.Reason.FORCED;
    }

    public PlannedStage with(StageStatus now) {
        return new PlannedStage(node, now, label);
    }

    PlannedStage labelled(String as) {
        return new PlannedStage(node, status, as);
    }
}
