package org.dcd.runners;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;

/** One way to run pipelines. */
interface RunnerProfile {
    /** Name at the command line. */
    String name();

    /** Options for a new pipeline. */
    PipelineOptions options();

    /**
     * Runs a pipeline made with {@link #options} to its end.
     *
     * @throws InterruptedException when the thread was interrupted; the pipeline is cancelled by then
     */
    void run(Pipeline pipeline) throws Exception;
}
