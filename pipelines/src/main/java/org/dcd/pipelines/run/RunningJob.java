package org.dcd.pipelines.run;

import java.util.Optional;
import org.dcd.pipelines.store.lease.JobState;

/** A job that was started. */
public interface RunningJob {
    /** Address by which other processes find the job; empty when the job ends with this process. */
    Optional<JobAddress> address();

    /** Current state of the job, without waiting. */
    default JobState state() {
        return JobState.UNKNOWN;
    }

    /**
     * Waits for the end of the job.
     *
     * @throws InterruptedException when the thread was interrupted; the job continues
     * @throws JobLostException when its cluster does not know the job, or does not answer
     * @throws JobCancelledException when another process cancelled it
     * @throws Exception when the job fails
     */
    void await() throws Exception;

    /** Cancels the job, and waits for a limited time until it has stopped. */
    void cancel() throws InterruptedException;
}
