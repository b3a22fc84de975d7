package org.apache.beam.runners.flink;

import java.util.function.BiConsumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.util.construction.SplittableParDo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Submits Beam pipelines to Flink with a configuration of our own, and gives the handle of the job. Beam's
 * {@code FlinkRunner} does neither: it reads its configuration from a folder, logs failures by itself, and its detached
 * result drops the cause. Lives in this package because Beam's translation is visible here only.
 */
public final class FlinkJobs {
    private FlinkJobs() {}

    /**
     * @param configuration of the job and, for an embedded cluster, of that cluster
     * @param placement given the pipeline and Flink's translation of it before it is submitted, to say where what runs
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
