package org.dcd.runners;

import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.JobAddress;
import org.dcd.pipelines.run.RunningJob;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.files.StoreFileSystems;
import org.dcd.runners.flink.GpusHere;
import org.dcd.runners.flink.Placement;

/**
 * Beam's direct runner, which also checks that transforms keep Beam's rules. For tests and for debugging a graph: it is
 * slow.
 */
record DirectGraphRunner(int parallelism, int gpusPerTraining) implements GraphRunner {
    static final String NAME = "direct";

    @Override
    public String name() {
        return NAME;
    }

    /** The running time grows with the square of the size of the graph. */
    @Override
    public int maxStages() {
        return 25;
    }

    @Override
    public String check(Store store) {
        GpusHere.check(gpusPerTraining);
        return "";
    }

    @Override
    public RunningJob start(Consumer<Pipeline> build) {
        DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
        options.setRunner(DirectRunner.class);
        options.setBlockOnRun(false);
        StoreFileSystems.configure(options);
        Pipeline pipeline = Pipeline.create(options);
        build.accept(pipeline);
        // a training that waits for a GPU or for cores must not block other stages
        options.setTargetParallelism(parallelism + Placement.trainings(pipeline));
        return new Graph(DirectRunner.fromOptions(options).run(pipeline));
    }

    private record Graph(DirectRunner.DirectPipelineResult result) implements RunningJob {
        @Override
        public Optional<JobAddress> address() {
            return Optional.empty();
        }

        @Override
        public void await() throws Exception {
            try {
                result.waitUntilFinish();
            } catch (PipelineExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            } catch (RuntimeException e) {
                if (!(e.getCause() instanceof InterruptedException)) {
                    throw e;
                }
                throw (InterruptedException) new InterruptedException("cancelled").initCause(e);
            }
        }

        @Override
        public void cancel() {
            result.cancel();
        }
    }
}
