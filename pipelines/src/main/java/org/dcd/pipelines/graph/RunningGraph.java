package org.dcd.pipelines.graph;

import java.util.Optional;

/** A pipeline that was started. */
public interface RunningGraph {
    /** Where others find it; empty when it ends with this process. */
    Optional<JobAddress> address();

    /**
     * Waits for its end.
     *
     * @throws InterruptedException when the thread was interrupted; the pipeline goes on
     * @throws Exception whatever made the pipeline fail
     */
    void await() throws Exception;

    /** Stops it, and waits a while until it has stopped. */
    void cancel() throws InterruptedException;
}
