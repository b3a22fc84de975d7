package org.dcd.pipelines.run;

import java.time.Instant;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.Manifest;

/**
 * Told what happens in a run, in order. A run waits for its listener.
 *
 * @param <E> what it may throw; a run takes one that throws nothing of its own
 */
public interface RunListener<E extends Exception> {
    /** How a run ended. */
    enum Ending {
        DONE,
        /** At least one point failed. */
        FAILED,
        CANCELLED
    }

    /** Whether there is anybody to tell; where there is not, a run does not look up what it would tell. */
    default boolean isListening() {
        return true;
    }

    /** The run begins. */
    void began(SweepPlan sweep, Instant when) throws E;

    /**
     * The run made a stage. Told when the graph that has it ends, stages of one graph by the time they started.
     *
     * @param manifest with the time that it started and how long it took
     */
    void made(PlannedStage stage, Manifest manifest) throws E;

    /** A stage failed, which is known when its graph ends. */
    void failed(PlannedStage stage, String reason, Instant when) throws E;

    /**
     * A point is finished.
     *
     * @param point its place in the sweep
     * @param plan its stages, all of which are in the store
     */
    void recorded(int point, Plan plan, RunRecord record) throws E;

    /**
     * The run ended; points that were not recorded did not finish.
     *
     * @param reason in words; empty when it is done
     */
    void ended(Ending ending, String reason, Instant when) throws E;
}
