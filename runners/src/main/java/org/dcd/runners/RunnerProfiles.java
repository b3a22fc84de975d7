package org.dcd.runners;

import java.util.List;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.GraphRunners;
import org.dcd.pipelines.run.JobAddress;
import org.dcd.pipelines.run.RunningJob;
import org.dcd.runners.cluster.ClusterGraph;
import org.dcd.runners.cluster.ClusterProfile;
import org.dcd.runners.flink.FlinkProfile;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Urls;

/** The runners that there are. */
public final class RunnerProfiles implements GraphRunners {
    private static final List<String> NAMES = List.of(FlinkProfile.NAME, DirectProfile.NAME, ClusterProfile.NAME);

    private final int parallelism;

    /** With a worker for each core. */
    public RunnerProfiles() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /** @param parallelism number of workers of a data-parallel stage in this process, at least 1 */
    public RunnerProfiles(int parallelism) {
        this.parallelism = parallelism;
    }

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public RunningJob at(JobAddress job) {
        return new ClusterGraph(job);
    }

    @Override
    public GraphRunner of(RunnerProfile profile) {
        if (profile.master().isPresent() && !profile.runner().equals(ClusterProfile.NAME)) {
            throw new BadInputException("the runner " + profile.runner() + " works in this process, and "
                    + Urls.shown(profile.master().get())
                    + " would be of no use; leave the master away, or give --runner "
                    + ClusterProfile.NAME);
        }
        if (profile.gpuScoring() && !profile.runner().equals(ClusterProfile.NAME)) {
            throw new BadInputException("the runner " + profile.runner() + " works in this process, where scores are"
                    + " computed on a GPU whenever there is one; leave gpu-scoring away, or give --runner "
                    + ClusterProfile.NAME);
        }
        return switch (profile.runner()) {
            case FlinkProfile.NAME -> new FlinkProfile(parallelism);
            case DirectProfile.NAME -> new DirectProfile(parallelism);
            case ClusterProfile.NAME -> ClusterProfile.of(profile);
            default -> throw new BadInputException("runner '" + profile.runner() + "' is not known; give --runner "
                    + String.join(" or --runner ", NAMES));
        };
    }
}
