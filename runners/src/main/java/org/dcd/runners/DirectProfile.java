package org.dcd.runners;

import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Beam's own runner, which checks what user code does: for tests and for looking into a graph, not for bulk. */
record DirectProfile(int parallelism) implements RunnerProfile {
    @Override
    public String name() {
        return "direct";
    }

    @Override
    public PipelineOptions options() {
        DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
        options.setRunner(DirectRunner.class);
        options.setBlockOnRun(false);
        options.setTargetParallelism(parallelism);
        return options;
    }

    @Override
    public void run(Pipeline pipeline) throws Exception {
        DirectRunner.DirectPipelineResult result =
                DirectRunner.fromOptions(pipeline.getOptions()).run(pipeline);
        try {
            result.waitUntilFinish();
        } catch (PipelineExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (RuntimeException e) {
            if (!(e.getCause() instanceof InterruptedException)) {
                throw e;
            }
            result.cancel();
            throw (InterruptedException) new InterruptedException("cancelled").initCause(e);
        }
    }
}
