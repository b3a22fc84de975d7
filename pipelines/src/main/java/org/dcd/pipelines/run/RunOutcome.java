package org.dcd.pipelines.run;

import org.dcd.pipelines.workflow.Plan;
import org.dcd.schemas.io.Folder;

/**
 * A finished run.
 *
 * @param plan with what the run found cached and what it made
 * @param report folder of the report
 * @param seconds from taking the locks to the record of the run
 */
public record RunOutcome(Plan plan, Folder report, double seconds) {
    /** Number of stages that this run made. */
    public int made() {
        return plan.toRun().size();
    }
}
