package org.dcd.pipelines.graph;

import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;

/**
 * Runs Beam pipelines to their end. Implemented where the runners are, so that plans and commands know none of them.
 */
public interface PipelineExecutor {
    /** Names of the runners, the default first. */
    List<String> names();

    /**
     * Builds a pipeline and runs it to its end. Interrupting the calling thread cancels the pipeline.
     *
     * @param runner one of {@link #names()}
     * @param build adds the transforms
     * @throws InterruptedException when it was cancelled
     * @throws Exception whatever made the pipeline fail
     */
    void run(String runner, Consumer<Pipeline> build) throws Exception;
}
