package org.dcd.runners.cluster;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkJobs;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.dcd.pipelines.graph.GraphRunner;
import org.dcd.pipelines.graph.JobAddress;
import org.dcd.pipelines.graph.RunningGraph;
import org.dcd.pipelines.spec.RunnerProfile;
import org.dcd.pipelines.spec.RunnerProfile.Gpus;
import org.dcd.pipelines.store.Store;
import org.dcd.runners.FlinkProfile;
import org.dcd.schemas.BadInputException;

/** A Flink cluster elsewhere, with training pinned to its workers with GPUs. */
public record ClusterProfile(URI master, Gpus gpus) implements GraphRunner {
    public static final String NAME = "flink-cluster";

    /** Kills of workers that a job stands. */
    private static final int RESTARTS = 30;

    private static final int REST_PORT = 8081;

    /** @throws BadInputException when the profile names no master that could be one */
    public static ClusterProfile of(RunnerProfile profile) {
        String master = profile.master()
                .orElseThrow(() -> new BadInputException("the runner " + NAME + " needs the address of a cluster; give"
                        + " --flink-master HOST:PORT, or the profile of a cluster on this machine, which dcd cluster up"
                        + " makes"));
        return new ClusterProfile(uri(master), profile.gpus());
    }

    private static URI uri(String master) {
        try {
            URI uri = URI.create(master.matches("https?://.*") ? master : "http://" + master);
            if (uri.getHost() != null && uri.getPath().replace("/", "").isEmpty()) {
                return uri.getPort() > 0 ? uri : URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + REST_PORT);
            }
        } catch (IllegalArgumentException malformed) {
            // told below
        }
        throw new BadInputException(
                "the master must be host:port or a URL such as http://localhost:8081, was '" + master + "'");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void check(Store store) throws InterruptedException {
        view();
    }

    private ClusterView view() throws InterruptedException {
        try {
            return ClusterView.of(new FlinkRest(master));
        } catch (IOException e) {
            throw new BadInputException("the cluster at " + master + " does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public RunningGraph start(Consumer<Pipeline> build) throws Exception {
        ClusterView view = view();
        FlinkPipelineOptions options = FlinkProfile.options(master.getHost() + ":" + master.getPort());
        options.setFilesToStage(List.of(ApplicationJar.of(Jars.ofThisBuild()).toString()));
        boolean pinned = gpus == Gpus.REQUIRED;
        options.setParallelism(view.cpus());
        Pipeline pipeline = Pipeline.create(options);
        build.accept(pipeline);
        JobClient job = FlinkJobs.submit(
                pipeline,
                options,
                configuration(),
                pinned ? new GpuPinning(view.gpus(), view.cpus()) : (graph, environment) -> {});
        return new ClusterGraph(new JobAddress(master.toString(), job.getJobID().toHexString()));
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration();
        // Of a pinned job, the scheduler for batches would ignore the profiles of slots without a word.
        configuration.setString("jobmanager.scheduler", "Default");
        configuration.setString("fine-grained.shuffle-mode.all-blocking", "true");
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", Integer.toString(RESTARTS));
        configuration.setString("restart-strategy.fixed-delay.delay", "2 s");
        return configuration;
    }
}
