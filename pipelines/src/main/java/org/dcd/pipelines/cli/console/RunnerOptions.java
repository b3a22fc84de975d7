package org.dcd.pipelines.cli.console;

import java.nio.file.Path;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.experiment.RunnerProfile.Gpus;
import picocli.CommandLine.Option;

/** Options that choose what runs graphs. */
public final class RunnerOptions {
    @Option(
            names = "--runner",
            paramLabel = "NAME",
            description =
                    "What runs the graph: flink in this process (default), direct, flink-cluster, or a profile file"
                            + " (.yaml).")
    private String runner;

    @Option(
            names = "--flink-master",
            paramLabel = "HOST:PORT",
            description = "The cluster's job manager, by its REST address; means --runner flink-cluster.")
    private String master;

    @Option(
            names = "--gpus",
            paramLabel = "WHERE",
            description =
                    "On a cluster: required (default), training runs on workers with GPUs and nowhere else; or none.")
    private Gpus gpus;

    @Option(
            names = "--gpu-scoring",
            description = "On a cluster: sampling and the features of scores run on workers with GPUs too.")
    private boolean gpuScoring;

    public boolean isGiven() {
        return runner != null || master != null;
    }

    /** @param byDefault name of the runner when none is given */
    public RunnerProfile profile(String byDefault) {
        RunnerProfile profile = profileOrName(byDefault);
        profile = master == null ? profile : profile.withMaster(master);
        profile = gpus == null ? profile : profile.withGpus(gpus);
        return gpuScoring ? profile.withGpuScoring() : profile;
    }

    private RunnerProfile profileOrName(String byDefault) {
        if (runner == null) {
            return RunnerProfile.named(master == null ? byDefault : "flink-cluster");
        }
        return runner.matches(".*\\.ya?ml") ? RunnerProfile.read(Path.of(runner)) : RunnerProfile.named(runner);
    }
}
