package org.dcd.pipelines.workflow;

/**
 * A stage and its state.
 *
 * @param node the stage
 * @param status its state
 * @param label name that is unique among the points of a sweep, such as {@code distil [sigma=0.2]}; without a sweep the
 *     name of the stage
 */
public record PlannedStage(StageNode node, StageStatus status, String label) {
    PlannedStage(StageNode node, StageStatus status) {
        this(node, status, node.name());
    }

    /** Whether the store has the stage and it need not run. */
    public boolean cached() {
        return status instanceof StageStatus.Cached;
    }

    /** Whether the stage in the store is damaged. */
    public boolean isDamaged() {
        return status instanceof StageStatus.ToRun toRun && toRun.reason() == StageStatus.Reason.DAMAGED;
    }

    /** Whether the stage is to run although the store has it. */
    public boolean isForced() {
        return status instanceof StageStatus.ToRun toRun && toRun.reason() == StageStatus.Reason.FORCED;
    }

    /** This stage with another state. */
    public PlannedStage with(StageStatus now) {
        return new PlannedStage(node, now, label);
    }

    PlannedStage labelled(String as) {
        return new PlannedStage(node, status, as);
    }
}
