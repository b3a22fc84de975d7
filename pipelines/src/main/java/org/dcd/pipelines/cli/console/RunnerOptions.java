package org.dcd.pipelines.cli.console;

import java.nio.file.Path;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.experiment.RunnerProfile.Gpus;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.registry.OutOfRangeException;
import picocli.CommandLine.Option;

/** Options that choose the runner and its devices. */
public final class RunnerOptions {
    @Option(
            names = "--runner",
            paramLabel = "NAME",
            description =
                    "Runner: flink in this process (default), direct, flink-cluster, or the path of a runner profile"
                            + " (.yaml).")
    private String runner;

    @Option(
            names = "--flink-master",
            paramLabel = "HOST:PORT",
            description = "REST address of the cluster's job manager; implies --runner flink-cluster.")
    private String master;

    @Option(
            names = "--gpus",
            paramLabel = "WHERE",
            description =
                    "On a cluster: required (default) runs training only on workers with GPUs; none uses no GPUs.")
    private Gpus gpus;

    @Option(
            names = "--gpus-per-training",
            paramLabel = "N",
            description = "GPUs that each training uses at once, all of one machine. Results do not depend on it."
                    + " Default: 1.")
    private Integer gpusPerTraining;

    @Option(
            names = "--gpu-scoring",
            description = "On a cluster: also run sampling and feature extraction on workers with GPUs.")
    private boolean gpuScoring;

    /** Whether the options name a runner, or ask of the default one what this machine may lack. */
    public boolean isGiven() {
        return runner != null || master != null || gpusPerTraining != null;
    }

    /**
     * The runner profile that the options describe.
     *
     * @param byDefault name of the runner when none is given
     */
    public RunnerProfile profile(String byDefault) {
        RunnerProfile profile = profileOrName(byDefault);
        profile = master == null ? profile : profile.withMaster(master);
        profile = gpus == null ? profile : profile.withGpus(gpus);
        profile = gpusPerTraining == null ? profile : withGpusPerTraining(profile);
        return gpuScoring ? profile.withGpuScoring() : profile;
    }

    private RunnerProfile withGpusPerTraining(RunnerProfile profile) {
        try {
            return profile.withGpusPerTraining(gpusPerTraining);
        } catch (OutOfRangeException e) {
            throw new BadInputException("--gpus-per-training " + e.problem(), e);
        }
    }

    private RunnerProfile profileOrName(String byDefault) {
        if (runner == null) {
            return RunnerProfile.named(master == null ? byDefault : "flink-cluster");
        }
        return runner.matches(".*\\.ya?ml") ? RunnerProfile.read(Path.of(runner)) : RunnerProfile.named(runner);
    }
}
