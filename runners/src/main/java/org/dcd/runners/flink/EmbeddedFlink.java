package org.dcd.runners.flink;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkJobs;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.flink.configuration.AkkaOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.RunningGraph;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreFileSystems;

/**
 * Flink inside this process, with a slot for each core and one for each training, which may wait in it for a GPU or for
 * cores without keeping others from theirs. The shuffles carry references of a few hundred bytes, so its memory is kept
 * small for the sake of training; a stage that fails is not tried again, as the same input would fail again.
 */
public record EmbeddedFlink(int parallelism) implements GraphRunner {
    /** Name at the command line and in profiles. */
    public static final String NAME = "flink";

    /** Training may keep every core busy for minutes; within one process a silent peer is a busy one. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String check(Store store) {
        return "";
    }

    @Override
    public List<String> probe(Store store) {
        return List.of();
    }

    @Override
    public RunningGraph start(Consumer<Pipeline> build) throws Exception {
        FlinkPipelineOptions options = options("[local]");
        options.setParallelism(parallelism);
        MiniClusterPatch.apply();
        Pipeline pipeline = Pipeline.create(options);
        build.accept(pipeline);
        Configuration configuration = configuration(parallelism + Placement.trainings(pipeline));
        return new FlinkGraph(
                FlinkJobs.submit(
                        pipeline, options, configuration, (graph, environment) -> Placement.narrow(environment)),
                Optional.empty());
    }

    /** Options for any Flink. */
    public static FlinkPipelineOptions options(String master) {
        FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
        options.setRunner(FlinkRunner.class);
        options.setFlinkMaster(master);
        options.setObjectReuse(true);
        options.setFasterCopy(true);
        options.setJobName("dcd");
        StoreFileSystems.configure(options);
        return options;
    }

    /** @param slots parts of stages that can be under way at once */
    static Configuration configuration(int slots) {
        Configuration configuration = new Configuration();
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
        // The scheduler for batches would choose the parallelism by the bytes that travel, which are few.
        configuration.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Default);
        configuration.set(RestOptions.BIND_PORT, "0");
        Loopback.keys().forEach(configuration::setString);
        configuration.set(SecurityOptions.DELEGATION_TOKENS_ENABLED, false);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        configuration.set(AkkaOptions.ASK_TIMEOUT_DURATION, PATIENCE);
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, PATIENCE.toMillis());
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
        // Every stage that waits in a slot keeps a few buffers, however little travels.
        configuration.set(
                TaskManagerOptions.MEMORY_SEGMENT_SIZE,
                MemorySize.ofMebiBytes(8).divide(1024));
        // Shuffles that write a file per reader need two buffers per output, those that sort 64 at least.
        configuration.set(NettyShuffleEnvironmentOptions.NETWORK_SORT_SHUFFLE_MIN_PARALLELISM, Integer.MAX_VALUE);
        return configuration;
    }
}
