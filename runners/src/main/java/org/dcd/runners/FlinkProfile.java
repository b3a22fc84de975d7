package org.dcd.runners;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.beam.runners.flink.FlinkJobs;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.flink.configuration.AkkaOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;

/**
 * Flink inside this process, one slot for each core. The shuffles carry references of a few hundred bytes, so its
 * memory is kept small for the sake of training; a stage that fails is not tried again, as the same input would fail
 * again.
 *
 * <p>A cluster profile will differ in three things: the master's address, the jars and native libraries that the
 * workers need, and slot sharing groups which pin training to the workers with an accelerator (see {@link FlinkJobs}).
 */
record FlinkProfile(int parallelism) implements RunnerProfile {
    private static final long CANCEL_SECONDS = 30;
    /** Training may keep every core busy for minutes; within one process a silent peer is a busy one. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Override
    public String name() {
        return "flink";
    }

    @Override
    public PipelineOptions options() {
        FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
        options.setRunner(FlinkRunner.class);
        options.setFlinkMaster("[local]");
        options.setParallelism(parallelism);
        options.setObjectReuse(true);
        options.setFasterCopy(true);
        options.setJobName("dcd");
        return options;
    }

    @Override
    public void run(Pipeline pipeline) throws Exception {
        FlinkPipelineOptions options = pipeline.getOptions().as(FlinkPipelineOptions.class);
        JobClient job = FlinkJobs.submit(pipeline, options, configuration());
        try {
            job.getJobExecutionResult().get();
        } catch (InterruptedException e) {
            cancel(job);
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static void cancel(JobClient job) throws InterruptedException {
        try {
            job.cancel().get(CANCEL_SECONDS, TimeUnit.SECONDS);
            job.getJobExecutionResult().get(CANCEL_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException expected) {
            // a cancelled job has no result; one that does not stop in time ends with the process
        }
    }

    static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.ADDRESS, "localhost");
        configuration.set(SecurityOptions.DELEGATION_TOKENS_ENABLED, false);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        configuration.set(AkkaOptions.ASK_TIMEOUT_DURATION, PATIENCE);
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, PATIENCE.toMillis());
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
        configuration.set(TaskManagerOptions.NETWORK_BATCH_SHUFFLE_READ_MEMORY, MemorySize.ofMebiBytes(8));
        configuration.set(NettyShuffleEnvironmentOptions.NETWORK_SORT_SHUFFLE_MIN_BUFFERS, 64);
        return configuration;
    }
}
