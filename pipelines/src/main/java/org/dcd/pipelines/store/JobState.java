package org.dcd.pipelines.store;

/** Whether a job of a cluster is at work. */
public enum JobState {
    /** It is, or will be when workers are free. */
    RUNNING,
    /** It came to an end of whatever kind. */
    ENDED,
    /** Its cluster has forgotten it, as a job manager that was started again; workers may be at it for a while. */
    FORGOTTEN,
    /** Its cluster does not answer. */
    UNKNOWN
}
