package org.dcd.pipelines.run;

/** The launcher leaves its job at the cluster to itself, as it was told to. */
public final class DetachedException extends InterruptedException {
    private final transient JobAddress job;

    DetachedException(JobAddress job) {
        super("detached: " + job + " goes on");
        this.job = job;
    }

    public JobAddress job() {
        return job;
    }
}
