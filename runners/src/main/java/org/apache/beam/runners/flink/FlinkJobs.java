package org.apache.beam.runners.flink;

import java.util.function.BiConsumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.util.construction.SplittableParDo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Submits Beam pipelines to Flink with a given configuration and returns a handle of the job. Beam's
 * {@code FlinkRunner} can do neither: it reads its configuration from a folder, logs failures itself, and its detached
 * result drops the cause. The class is in this package because Beam's translation is package-private.
 */
public final class FlinkJobs {
    private FlinkJobs() {}

    /**
     * Translates a pipeline and starts it as a job.
     *
     * @param configuration of the job and, for an embedded cluster, of that cluster
     * @param placement changes Flink's translation of the pipeline before it is submitted: parallelism and slots
     * @return the running job
     */
    public static JobClient submit(
            Pipeline pipeline,
            FlinkPipelineOptions options,
            Configuration configuration,
            BiConsumer<Pipeline, StreamExecutionEnvironment> placement)
            throws Exception {
        options.setUseDataStreamForBatch(true);
        SplittableParDo.convertReadBasedSplittableDoFnsToPrimitiveReadsIfNecessary(pipeline);
        MetricsEnvironment.setMetricsSupported(true);
        FlinkPipelineExecutionEnvironment translation = new FlinkPipelineExecutionEnvironment(options);
        translation.translate(pipeline);
        StreamExecutionEnvironment environment = translation.getStreamExecutionEnvironment();
        environment.configure(configuration);
        placement.accept(pipeline, environment);
        return environment.executeAsync(options.getJobName());
    }
}
