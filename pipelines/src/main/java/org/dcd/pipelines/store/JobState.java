package org.dcd.pipelines.store;

/** Whether a job of a cluster is at work. */
public enum JobState {
    /** It is, or will be when workers are free. */
    RUNNING,
    /** It came to an end of whatever kind, or its cluster has forgotten it. */
    ENDED,
    /** Its cluster does not answer. */
    UNKNOWN
}
