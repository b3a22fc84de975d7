/**
 * Execution of plans: claims on stages, jobs, failures, and the records of runs. Start with
 * {@link org.dcd.pipelines.run.SweepRunner}. What a run makes is planned in {@code workflow} and kept in {@code store}.
 */
package org.dcd.pipelines.run;
