package org.dcd.pipelines.run;

/** Thrown when a job was cancelled, but not by this launcher: in the web interface of Flink, or by another launcher. */
public final class JobCancelledException extends RuntimeException {
    /** @param job the cancelled job */
    public JobCancelledException(JobAddress job) {
        super(job
                + " was cancelled on its cluster; run again to continue: finished stages are kept, and training"
                + " continues from its last checkpoint");
    }
}
