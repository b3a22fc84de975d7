package org.dcd.pipelines.store;

/** Tells of the jobs of clusters, which outlive the launchers that started them. */
public interface Jobs {
    /** Where nobody can be asked. */
    Jobs UNKNOWN = job -> JobState.UNKNOWN;

    /** @param job as its launcher wrote it down, from which it can be found */
    JobState state(String job);
}
