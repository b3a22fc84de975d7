package org.dcd.pipelines.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.GraphRunners;
import org.dcd.pipelines.run.JobAddress;
import org.dcd.pipelines.run.RunningJob;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.files.StoreFileSystems;
import org.dcd.pipelines.tracking.TrackingSettings;

/** Runs commands with captured streams, the direct runner and fake stages. */
record TestCli(int code, String out, String err) {
    static final String EXPERIMENT =
            """
            experiment: tiny
            seed: 1
            dataset: {type: tiny-source, path: images, held-out: 10}
            corruption:
              operator: {type: identity}
              noise: {type: gaussian, sigma: 0.5}
            teacher:
              objective: {type: ambient-tweedie}
              network: {type: song-unet, channels: 16, multipliers: [1, 2], blocks: 1, attention: []}
              training: {kimg: 1, batch: 8, learning-rate: 2e-3}
            distillation:
              loss: {type: sid, alpha: 1.2}
              training: {kimg: 1, batch: 8}
            scoring:
              features: {type: classifier}
              samples: 50
              rows: [observation, generator, held-out]
              metrics: [fd, proximal-fd]
            expect:
              - generator.fd < observation.fd
            """;

    static TestCli run(String... args) {
        return run(FakeStages.failingAt(null), args);
    }

    /** @param kind of the stages that fail */
    static TestCli runFailing(String kind, String... args) {
        return run(FakeStages.failingAt(kind), args);
    }

    static TestCli run(StageTransforms stages, String... args) {
        return run(stages, TrackingSettings.NONE, args);
    }

    static TestCli run(StageTransforms stages, TrackingSettings tracking, String... args) {
        return run(new Direct(), stages, tracking, args);
    }

    static TestCli run(GraphRunners runners, StageTransforms stages, TrackingSettings tracking, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Cli.execute(
                args,
                new CommandContext(
                        runners,
                        stages,
                        new PrintWriter(out),
                        new PrintWriter(err),
                        false,
                        80,
                        InstantSource.system(),
                        tracking));
        return new TestCli(code, out.toString(), err.toString());
    }

    static Path experiment(Path folder, String text) throws IOException {
        return Files.writeString(folder.resolve("tiny.yaml"), text);
    }

    private record Direct() implements GraphRunners, GraphRunner {
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
            return "direct";
        }

        @Override
        public String check(Store store) {
            return "";
        }

        @Override
        public List<String> probe(Store store) {
            return List.of();
        }

        @Override
        public int maxStages() {
            return 25;
        }

        @Override
        public RunningJob start(Consumer<Pipeline> build) {
            PipelineOptions options = PipelineOptionsFactory.create();
            options.setRunner(DirectRunner.class);
            StoreFileSystems.configure(options);
            Pipeline pipeline = Pipeline.create(options);
            build.accept(pipeline);
            return new Running(pipeline);
        }
    }

    /** Starts in {@link #await}. */
    private record Running(Pipeline pipeline) implements RunningJob {
        @Override
        public Optional<JobAddress> address() {
            return Optional.empty();
        }

        @Override
        public void await() {
            pipeline.run().waitUntilFinish();
        }

        @Override
        public void cancel() {
            // blocks in await
        }
    }
}
