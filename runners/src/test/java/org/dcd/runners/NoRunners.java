package org.dcd.runners;

import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.GraphRunners;
import org.dcd.pipelines.run.RunningJob;
import org.dcd.pipelines.run.WorkerMemory;
import org.dcd.pipelines.store.Store;

/** Runners for commands that must not start a pipeline. */
record NoRunners() implements GraphRunners, GraphRunner {
    @Override
    public List<String> names() {
        return List.of("direct");
    }

    @Override
    public GraphRunner of(RunnerProfile profile) {
        return this;
    }

    @Override
    public String name() {
        return "none";
    }

    @Override
    public String check(Store store) {
        throw new AssertionError("the command starts a pipeline");
    }

    @Override
    public List<String> probe(Store store) {
        throw new AssertionError("the command starts a pipeline");
    }

    /** Whether a machine is large enough for the experiments of the paper is not asked. */
    @Override
    public WorkerMemory memory() {
        return WorkerMemory.unknown("no machine");
    }

    @Override
    public RunningJob start(Consumer<Pipeline> build) {
        throw new AssertionError("the command starts a pipeline");
    }
}
