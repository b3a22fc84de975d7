package org.dcd.pipelines.run;

/** A job was cancelled by somebody else than its launcher: from Flink's page, or by another launcher. */
public final class GraphCancelledException extends RuntimeException {
    public GraphCancelledException(JobAddress job) {
        super(job + " was cancelled at its cluster; finished stages are kept and training continues from its last"
                + " checkpoint: run again to go on");
    }
}
