package org.dcd.runners;

import java.util.List;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.GraphRunners;
import org.dcd.pipelines.run.JobAddress;
import org.dcd.pipelines.run.RunningJob;
import org.dcd.runners.cluster.ClusterGraph;
import org.dcd.runners.cluster.FlinkCluster;
import org.dcd.runners.flink.EmbeddedFlink;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Urls;

/** All runners by name. */
public final class Runners implements GraphRunners {
    private static final List<String> NAMES = List.of(EmbeddedFlink.NAME, DirectGraphRunner.NAME, FlinkCluster.NAME);

    private final int parallelism;

    /** Runs data-parallel stages with one worker for each core of this machine. */
    public Runners() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Runs data-parallel stages with a given number of workers.
     *
     * @param parallelism number of workers of a stage in this process, at least 1
     */
    public Runners(int parallelism) {
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
        if (profile.master().isPresent() && !profile.runner().equals(FlinkCluster.NAME)) {
            throw new BadInputException("the runner " + profile.runner() + " runs in this process and cannot use the"
                    + " master " + Urls.shown(profile.master().get()) + "; remove the master, or give --runner "
                    + FlinkCluster.NAME);
        }
        if (profile.gpuScoring() && !profile.runner().equals(FlinkCluster.NAME)) {
            throw new BadInputException(
                    "the runner " + profile.runner() + " runs in this process, where scores use a GPU"
                            + " whenever there is one; remove gpu-scoring, or give --runner " + FlinkCluster.NAME);
        }
        return switch (profile.runner()) {
            case EmbeddedFlink.NAME -> new EmbeddedFlink(parallelism, profile.gpusPerTraining());
            case DirectGraphRunner.NAME -> new DirectGraphRunner(parallelism, profile.gpusPerTraining());
            case FlinkCluster.NAME -> FlinkCluster.of(profile);
            default -> throw new BadInputException(
                    "unknown runner '" + profile.runner() + "'; give --runner " + String.join(" or --runner ", NAMES));
        };
    }
}
