package org.dcd.pipelines.run;

import java.util.List;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.store.lease.JobState;

/**
 * All runners. The interface is implemented in the module {@code runners}, so that plans and commands do not depend on
 * it.
 */
public interface GraphRunners {
    /** Names of all runners, the default first. */
    List<String> names();

    /**
     * The runner of a profile. Does not contact a cluster.
     *
     * @throws org.dcd.schemas.BadInputException when no runner has that name, or the profile is invalid for it
     */
    GraphRunner of(RunnerProfile profile);

    /**
     * A job that this or another launcher has started on a cluster. Does not contact the cluster.
     *
     * @throws IllegalArgumentException when no runner has such a cluster
     */
    default RunningJob at(JobAddress job) {
        throw new IllegalArgumentException("no runner can find " + job);
    }

    /** States of jobs by the text of their {@link JobAddress}. */
    default JobState.Source jobs() {
        return new CachedJobStates(this);
    }
}
