package org.dcd.pipelines.run;

import java.time.Instant;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.Manifest;

/**
 * Receives the events of a run in order, on the thread of the run.
 *
 * @param <E> type of the checked exceptions that it throws; {@link RuntimeException} for none, which a run requires
 */
public interface RunListener<E extends Exception> {
    /** How a run ended. */
    enum Ending {
        /** All points finished. */
        DONE,
        /** At least one point failed. */
        FAILED,
        /** The run was cancelled, or its launcher detached. */
        CANCELLED
    }

    /** Whether events are used; otherwise a run need not read manifests for them. */
    default boolean isListening() {
        return true;
    }

    /** The run started. */
    void began(SweepPlan sweep, Instant when) throws E;

    /**
     * The run made a stage. Called when the job of the stage has ended, in the order in which its stages started.
     *
     * @param manifest manifest with the start and duration of the stage
     */
    void made(PlannedStage stage, Manifest manifest) throws E;

    /** A stage failed. Called when the job of the stage has ended. */
    void failed(PlannedStage stage, String reason, Instant when) throws E;

    /**
     * A point finished, and its record was saved.
     *
     * @param point index of the point in the sweep
     * @param plan stages of the point, all of which are in the store
     */
    void recorded(int point, Plan plan, RunRecord record) throws E;

    /**
     * The run ended. Points without a {@link #recorded} event did not finish.
     *
     * @param reason reason for users; empty after {@link Ending#DONE}
     */
    void ended(Ending ending, String reason, Instant when) throws E;
}
