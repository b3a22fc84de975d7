package org.dcd.runners;

import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.dcd.pipelines.graph.PipelineExecutor;
import org.dcd.pipelines.store.StoreFileSystems;

/** Runs pipelines in this process. */
public final class LocalExecutor implements PipelineExecutor {
    private final List<RunnerProfile> profiles;

    /** With a worker for each core. */
    public LocalExecutor() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /** @param parallelism number of workers of a data-parallel stage, at least 1 */
    public LocalExecutor(int parallelism) {
        this.profiles = List.of(new FlinkProfile(parallelism), new DirectProfile(parallelism));
    }

    @Override
    public List<String> names() {
        return profiles.stream().map(RunnerProfile::name).toList();
    }

    @Override
    public void run(String runner, Consumer<Pipeline> build) throws Exception {
        RunnerProfile profile = profiles.stream()
                .filter(candidate -> candidate.name().equals(runner))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("runner must be one of " + names() + ", was " + runner));
        PipelineOptions options = profile.options();
        StoreFileSystems.configure(options);
        Pipeline pipeline = Pipeline.create(options);
        build.accept(pipeline);
        profile.run(pipeline);
    }
}
