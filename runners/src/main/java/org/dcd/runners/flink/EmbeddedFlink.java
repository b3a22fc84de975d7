package org.dcd.runners.flink;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
import org.apache.flink.core.execution.JobClient;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.JobAddress;
import org.dcd.pipelines.run.RunningJob;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.files.StoreFileSystems;

/**
 * Flink inside this process, with a slot for each core and one for each training, so that a training that waits for a
 * GPU or for cores does not block other stages. Stages exchange references of a few hundred bytes, so Flink gets little
 * memory, which leaves more for training. A failed stage is not retried: the same input would fail again.
 *
 * @param parallelism number of workers of a data-parallel stage, at least 1
 * @param gpusPerTraining GPUs of this process that each training takes, at least 1
 */
public record EmbeddedFlink(int parallelism, int gpusPerTraining) implements GraphRunner {
    /** Name at the command line and in profiles. */
    public static final String NAME = "flink";

    /** Training may keep all cores busy for minutes, in which Flink sends no heartbeats. */
    private static final Duration HEARTBEAT_TIMEOUT = Duration.ofMinutes(30);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String check(Store store) {
        GpusHere.check(gpusPerTraining);
        return "";
    }

    @Override
    public RunningJob start(Consumer<Pipeline> build) throws Exception {
        FlinkPipelineOptions options = options("[local]");
        options.setParallelism(parallelism);
        MiniClusterPatch.apply();
        Pipeline pipeline = Pipeline.create(options);
        build.accept(pipeline);
        Configuration configuration = configuration(parallelism + Placement.trainings(pipeline));
        return new Graph(FlinkJobs.submit(
                pipeline, options, configuration, (graph, environment) -> Placement.narrow(environment)));
    }

    /**
     * Options of Beam's translation for any Flink.
     *
     * @param master {@code HOST:PORT}, or {@code [local]} for this process
     */
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

    /** @param slots number of parts of stages that can run at the same time */
    static Configuration configuration(int slots) {
        Configuration configuration = new Configuration();
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
        // the batch scheduler derives the parallelism from the size of the data, and references are small
        configuration.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Default);
        configuration.set(RestOptions.BIND_PORT, "0");
        Loopback.keys().forEach(configuration::setString);
        configuration.set(SecurityOptions.DELEGATION_TOKENS_ENABLED, false);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        configuration.set(AkkaOptions.ASK_TIMEOUT_DURATION, HEARTBEAT_TIMEOUT);
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT.toMillis());
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
        // every waiting stage holds a few buffers, which need not be large
        configuration.set(
                TaskManagerOptions.MEMORY_SEGMENT_SIZE,
                MemorySize.ofMebiBytes(8).divide(1024));
        // hash shuffles need two buffers for each output, sort shuffles at least 64
        configuration.set(NettyShuffleEnvironmentOptions.NETWORK_SORT_SHUFFLE_MIN_PARALLELISM, Integer.MAX_VALUE);
        return configuration;
    }

    /** A job of embedded Flink. */
    private record Graph(JobClient job) implements RunningJob {
        private static final long CANCEL_SECONDS = 30;

        @Override
        public Optional<JobAddress> address() {
            return Optional.empty();
        }

        @Override
        public void await() throws Exception {
            try {
                job.getJobExecutionResult().get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }

        @Override
        public void cancel() throws InterruptedException {
            try {
                job.cancel().get(CANCEL_SECONDS, TimeUnit.SECONDS);
                job.getJobExecutionResult().get(CANCEL_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException expected) {
                // a cancelled job has no result; a job that does not stop in time ends with this process
            }
        }
    }
}
