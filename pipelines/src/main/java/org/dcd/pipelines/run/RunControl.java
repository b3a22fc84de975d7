package org.dcd.pipelines.run;

import java.util.Optional;
import org.dcd.pipelines.store.lease.JobState;

/**
 * Receives the state of a run, so that other processes can find the run, and decides whether it detaches from its job.
 */
public interface RunControl {
    /** Ignores the state, never detaches, and cannot ask clusters. */
    RunControl NONE = new RunControl() {
        @Override
        public JobState.Source jobs() {
            return JobState.Source.NONE;
        }

        @Override
        public void waiting(String launcher) {
            // the state is ignored
        }

        @Override
        public void working(String launcher, Optional<JobAddress> job) {
            // the state is ignored
        }

        @Override
        public void detached() {
            // the state is ignored
        }

        @Override
        public boolean isDetachRequested() {
            return false;
        }
    };

    /** States of the jobs of other launchers. */
    JobState.Source jobs();

    /**
     * The run has no job, and waits for other runs.
     *
     * @param launcher id of the run in its store
     */
    void waiting(String launcher);

    /**
     * The run has started a job.
     *
     * @param launcher id of the run in its store
     * @param job address of the job; empty when the job ends with this process
     */
    void working(String launcher, Optional<JobAddress> job);

    /** The run detaches from its job. The last state remains valid. */
    void detached();

    /** Whether the run has to detach from its job now, instead of waiting for it or cancelling it. */
    boolean isDetachRequested();
}
