package org.dcd.runners;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.JobAddress;
import org.dcd.pipelines.run.RunningGraph;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreFileSystems;
import org.dcd.runners.flink.Placement;

/** Beam's own runner, which checks what user code does: for tests and for looking into a graph, not for bulk. */
record DirectGraphRunner(int parallelism) implements GraphRunner {
    static final String NAME = "direct";

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

    /** The time of this runner grows with the square of the graph. */
    @Override
    public int mostStages() {
        return 25;
    }

    @Override
    public RunningGraph start(Consumer<Pipeline> build) {
        DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
        options.setRunner(DirectRunner.class);
        options.setBlockOnRun(false);
        StoreFileSystems.configure(options);
        Pipeline pipeline = Pipeline.create(options);
        build.accept(pipeline);
        // a training may wait for a GPU or for cores without keeping others from theirs
        options.setTargetParallelism(parallelism + Placement.trainings(pipeline));
        return new Graph(DirectRunner.fromOptions(options).run(pipeline));
    }

    private record Graph(DirectRunner.DirectPipelineResult result) implements RunningGraph {
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
