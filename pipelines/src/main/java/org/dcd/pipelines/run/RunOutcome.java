package org.dcd.pipelines.run;

import org.dcd.pipelines.workflow.Plan;
import org.dcd.schemas.io.Folder;

/**
 * A finished run.
 *
 * @param plan stages that the run found cached and stages that it made
 * @param report folder of the report
 * @param seconds from taking the leases to the record of the run
 */
public record RunOutcome(Plan plan, Folder report, double seconds) {
    /** Number of stages that this run made. */
    public int made() {
        return plan.toRun().size();
    }
}
