package org.dcd.pipelines.store.lease;

/** State of a job, which may outlive the launcher that submitted it to a cluster. */
public enum JobState {
    /** The job runs, or starts when slots are free. */
    RUNNING,
    /** The job finished, failed or was cancelled. */
    ENDED,
    /**
     * The cluster does not know the job, as after a restart of its job manager. Workers may continue the job for a
     * while.
     */
    NOT_FOUND,
    /** The cluster does not answer. */
    UNKNOWN;

    /** Looks up the state of jobs. */
    public interface Source {
        /** Answers {@link #UNKNOWN} for every job: no cluster can be asked. */
        Source NONE = job -> UNKNOWN;

        /**
         * Current state of a job.
         *
         * @param job address of the job, as its launcher stored it
         */
        JobState state(String job);
    }
}
