package org.dcd.runners.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.beam.runners.flink.FlinkJobs;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.experiment.RunnerProfile.Gpus;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.JobAddress;
import org.dcd.pipelines.run.RunningJob;
import org.dcd.pipelines.run.WorkerMemory;
import org.dcd.pipelines.store.Store;
import org.dcd.runners.flink.EmbeddedFlink;
import org.dcd.runners.flink.Placement;
import org.dcd.runners.plugin.Plugins;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.io.Urls;
import org.dcd.transforms.beam.GpuHint;

/**
 * A Flink cluster. Training is pinned to its workers with GPUs.
 *
 * @param master address of the REST interface of its job manager
 * @param gpus whether training needs a GPU
 * @param gpusPerTraining GPUs of one worker that each training takes, at least 1
 * @param gpuScoring whether sampling and the extraction of features are pinned, too
 * @param sharedStore whether a store that is a folder is mounted under the same path on all workers
 */
public record FlinkCluster(URI master, Gpus gpus, int gpusPerTraining, boolean gpuScoring, boolean sharedStore)
        implements GraphRunner {
    /** Name at the command line and in profiles. */
    public static final String NAME = "flink-cluster";

    /**
     * Failures that a job survives. A killed worker counts once for each part of the job that it ran, usually three.
     */
    private static final int RESTARTS = 100;

    /** Most stages of one job: the network memory that a worker needs grows with it. */
    static final int MOST_STAGES = 100;

    private static final int REST_PORT = 8081;

    /**
     * The cluster of a profile; does not connect to it.
     *
     * @throws BadInputException if the profile has no valid address of a cluster, or asks for GPUs where gpus is none
     */
    public static FlinkCluster of(RunnerProfile profile) {
        String master = profile.master()
                .orElseThrow(() -> new BadInputException("the runner " + NAME + " needs the address of a cluster; give"
                        + " --flink-master HOST:PORT, or --runner with the profile that dcd cluster up writes"));
        if (profile.gpuScoring() && profile.gpus() == Gpus.NONE) {
            throw new BadInputException(
                    "gpu-scoring needs GPUs, but gpus is none; remove gpu-scoring, or give --gpus required");
        }
        if (profile.gpusPerTraining() > 1 && profile.gpus() == Gpus.NONE) {
            throw new BadInputException("gpus-per-training is " + profile.gpusPerTraining()
                    + ", but gpus is none; remove gpus-per-training, or give --gpus required");
        }
        return new FlinkCluster(
                uri(master), profile.gpus(), profile.gpusPerTraining(), profile.gpuScoring(), profile.sharedStore());
    }

    private static URI uri(String master) {
        if (Urls.hasSecrets(master)) {
            throw new BadInputException("the master " + Urls.shown(master) + " has a user, a password or a token in its"
                    + " URL, which Flink does not support; forward its port to this machine, for example with ssh -L"
                    + " 8081:localhost:8081 HOST, and give localhost:8081");
        }
        if (master.startsWith("https:")) {
            throw new BadInputException("the master " + master + " uses TLS, through which jobs cannot be submitted;"
                    + " forward its port to this machine, for example with ssh -L 8081:localhost:8081 HOST, and give"
                    + " localhost:8081");
        }
        try {
            URI uri = URI.create(master.startsWith("http:") ? master : "http://" + master);
            if (uri.getHost() != null && uri.getPath().replace("/", "").isEmpty()) {
                return uri.getPort() > 0 ? uri : URI.create("http://" + uri.getHost() + ":" + REST_PORT);
            }
        } catch (IllegalArgumentException malformed) {
            // reported below
        }
        throw new BadInputException(
                "the master must be host:port or a URL such as http://localhost:8081, was '" + master + "'");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String check(Store store) throws InterruptedException {
        ClusterView view = requirements().check(store, sharedStore);
        return "Flink " + view.version() + " at " + master + ": "
                + (isPinned()
                        ? view.gpus() + (gpuScoring ? " GPUs for training and scores, " : " GPUs for training, ")
                                + (gpusPerTraining > 1 ? gpusPerTraining + " for each, " : "")
                                + Count.of(view.cpus(), "slot") + " for the rest"
                        : Count.of(
                                view.workers().stream()
                                        .mapToInt(ClusterView.Worker::slots)
                                        .sum(),
                                "slot"));
    }

    @Override
    public boolean isInThisProcess() {
        return false;
    }

    @Override
    public WorkerMemory memory() throws InterruptedException {
        return view().memory(isPinned()).orElseGet(() -> WorkerMemory.unknown("the cluster"));
    }

    @Override
    public int maxStages() {
        return MOST_STAGES;
    }

    private ClusterRequirements requirements() {
        return new ClusterRequirements(master, isPinned(), gpusPerTraining);
    }

    private boolean isPinned() {
        return gpus == Gpus.REQUIRED;
    }

    private Set<GpuHint> pinnedHints() {
        return gpuScoring ? EnumSet.allOf(GpuHint.class) : EnumSet.of(GpuHint.NEEDED);
    }

    private ClusterView view() throws InterruptedException {
        try {
            return ClusterView.of(new FlinkRest(master));
        } catch (IOException e) {
            throw ClusterRequirements.unreachable(master, e);
        }
    }

    @Override
    public List<String> probe(Store store) throws InterruptedException {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                master.getHost(), master.getPort(), Probe.configuration(), applicationJar());
        List<String> warnings = new ArrayList<>(requirements().warnings());
        warnings.addAll(new Probe(view(), isPinned(), environment).run(store));
        return warnings;
    }

    @Override
    public RunningJob start(Consumer<Pipeline> build) throws Exception {
        ClusterView view = view();
        FlinkPipelineOptions options = EmbeddedFlink.options(master.getHost() + ":" + master.getPort());
        options.setFilesToStage(jars());
        options.setParallelism(isPinned() ? view.cpusForAJob() : view.slotsForAJob());
        Pipeline pipeline = Pipeline.create(options);
        build.accept(pipeline);
        BiConsumer<Pipeline, StreamExecutionEnvironment> placement = isPinned()
                ? new GpuPinning(view.gpusForAJob(), view.cpusForAJob(), pinnedHints())
                : (graph, environment) -> Placement.narrow(environment);
        JobClient job = FlinkJobs.submit(pipeline, options, configuration(), placement);
        return new ClusterGraph(new JobAddress(master.toString(), job.getJobID().toHexString()));
    }

    /** Jars that travel with a job: that of DCD, and those of plug-ins, whose classes Flink loads together. */
    private static List<String> jars() {
        return Stream.concat(
                        Stream.of(applicationJar()),
                        Plugins.ofThisProcess().jars().stream().map(Path::toString))
                .toList();
    }

    private static String applicationJar() {
        try {
            return ApplicationJar.of(Jars.ofThisBuild()).toString();
        } catch (IOException e) {
            throw new BadInputException("cannot make the jar for the cluster: " + Reasons.of(e), e);
        }
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration();
        // the batch scheduler silently ignores the resource profiles of slots
        configuration.setString("jobmanager.scheduler", "Default");
        configuration.setString("fine-grained.shuffle-mode.all-blocking", "true");
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", Integer.toString(RESTARTS));
        configuration.setString("restart-strategy.fixed-delay.delay", "2 s");
        return configuration;
    }
}
