/**
 * Execution of plans: leases, jobs, failures, and the record of a run. Start with
 * {@link org.dcd.pipelines.run.SweepRunner}.
 */
package org.dcd.pipelines.run;
