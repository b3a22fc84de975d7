package org.dcd.pipelines.run;

import java.util.List;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.store.JobState;

/**
 * The ways there are to run graphs. Implemented where the runners are, so that plans and commands know none of them.
 */
public interface GraphRunners {
    /** Names of the runners, the default first. */
    List<String> names();

    /**
     * The runner that a profile describes. Asks nobody yet.
     *
     * @throws org.dcd.schemas.BadInputException when there is none of that name, or the profile does not fit it
     */
    GraphRunner of(RunnerProfile profile);

    /**
     * A graph that this or another launcher has started on a cluster. Asks nobody yet.
     *
     * @throws IllegalArgumentException when it is not the address of a cluster
     */
    default RunningJob at(JobAddress job) {
        throw new IllegalArgumentException("no runner here has a cluster; " + job + " cannot be asked");
    }

    /** Tells of jobs by what {@link JobAddress#toString} wrote of them. */
    default JobState.Source jobs() {
        return new CachedJobStates(this);
    }
}
