package org.dcd.pipelines.run;

/** A job was cancelled by somebody else than its launcher: from Flink's page, or by another launcher. */
public final class JobCancelledException extends RuntimeException {
    public JobCancelledException(JobAddress job) {
        super(job + " was cancelled at its cluster; finished stages are kept and training continues from its last"
                + " checkpoint: run again to go on");
    }
}
