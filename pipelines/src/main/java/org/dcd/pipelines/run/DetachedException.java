package org.dcd.pipelines.run;

/** Thrown when the launcher detaches from its job: the job continues on the cluster. */
public final class DetachedException extends InterruptedException {
    /**
     * @param job the job that continues
     * @param isLastJob whether the job contains all remaining stages of the run; otherwise the run needs further jobs,
     *     which only a launcher can submit
     */
    DetachedException(JobAddress job, boolean isLastJob) {
        super("detached; " + job + " continues"
                + (isLastJob
                        ? ""
                        : ", but only this job: dcd attach submits the remaining stages when the job has ended"));
    }
}
