package org.dcd.pipelines.run;

import java.util.Optional;
import org.dcd.pipelines.store.JobState;

/** A pipeline that was started. */
public interface RunningJob {
    /** Where others find it; empty when it ends with this process. */
    Optional<JobAddress> address();

    /** Whether it is at work, at one look. */
    default JobState state() {
        return JobState.UNKNOWN;
    }

    /**
     * Waits for its end.
     *
     * @throws InterruptedException when the thread was interrupted; the pipeline goes on
     * @throws JobLostException when its cluster has forgotten it, or does not answer any more
     * @throws JobCancelledException when somebody else cancelled it
     * @throws Exception whatever made the pipeline fail
     */
    void await() throws Exception;

    /** Stops it, and waits a while until it has stopped. */
    void cancel() throws InterruptedException;
}
