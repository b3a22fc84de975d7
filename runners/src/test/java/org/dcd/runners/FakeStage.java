package org.dcd.runners;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.schemas.stage.StageException;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.stage.StageKinds;

/**
 * A stage of any kind that writes its name and the outputs of its inputs: {@code teacher(corrupt(dataset()))}. It logs
 * its name, and can fail, end the graph or block on request.
 */
final class FakeStage extends PTransform<PCollection<StageTask<FakeStage.Spec>>, PCollection<StageOutcome>> {
    static final String OUTPUT = "output.txt";

    enum Does {
        WORK,
        FAIL,
        OVERFLOW,
        END_GRAPH,
        BLOCK
    }

    record Spec(String text) implements StageSpec {}

    /** The log of the fake stages of a test, and what they do instead of working; not part of specification and key. */
    record Control(String log, Map<String, Does> deviations) implements Serializable {
        static Control in(Path folder) {
            return new Control(folder.resolve("log.txt").toString(), Map.of());
        }

        Control with(String stage, Does does) {
            return new Control(log, Map.of(stage, does));
        }

        /** Names of the stages that ran, sorted. */
        List<String> ran() throws IOException {
            Path file = Path.of(log);
            return Files.exists(file)
                    ? Files.readAllLines(file).stream().sorted().toList()
                    : List.of();
        }

        StageTransforms transforms() {
            StageTransforms transforms = StageTransforms.registered();
            for (String kind : StageKinds.all().stream().map(StageKinds::name).toList()) {
                transforms = transforms.with(kind, new FakeStage(this));
            }
            return transforms;
        }
    }

    /** Counted down by a stage when it blocks. */
    static volatile CountDownLatch blocked = new CountDownLatch(1);

    private final Control control;

    private FakeStage(Control control) {
        this.control = control;
    }

    @Override
    public PCollection<StageOutcome> expand(PCollection<StageTask<Spec>> tasks) {
        return tasks.apply("Write", ParDo.of(new WriteOutput(control)));
    }

    private static final class WriteOutput extends DoFn<StageTask<Spec>, StageOutcome> {
        private final Control control;

        private WriteOutput(Control control) {
            this.control = control;
        }

        @ProcessElement
        public void process(@Element StageTask<Spec> task, OutputReceiver<StageOutcome> out) throws Exception {
            Files.writeString(
                    Path.of(control.log()), task.name() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            switch (control.deviations().getOrDefault(task.name(), Does.WORK)) {
                case WORK -> out.output(work(task));
                case FAIL -> out.output(StageOutcome.of(task, () -> {
                    throw new IllegalStateException("the fake broke");
                }));
                case OVERFLOW -> out.output(StageOutcome.of(task, () -> {
                    depth(0);
                    return work(task);
                }));
                case END_GRAPH -> StageException.naming(task, () -> {
                    throw new IllegalStateException("the fake ended the graph");
                });
                case BLOCK -> {
                    blocked.countDown();
                    new CountDownLatch(1).await();
                }
            }
        }

        /** Overflows the stack. */
        @SuppressWarnings("InfiniteRecursion")
        private static int depth(int n) {
            return 1 + depth(n + 1);
        }

        private static StageResult work(StageTask<Spec> task) throws IOException {
            List<String> inputs = new ArrayList<>();
            for (StageInput input : task.inputs()) {
                try (var in = input.folder().open(OUTPUT)) {
                    inputs.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            String text = task.name() + "(" + String.join(",", inputs) + ")";
            task.work().write(OUTPUT, to -> to.write(text.getBytes(StandardCharsets.UTF_8)));
            return new StageResult(task, List.of(), Map.of(), List.of(), List.of(), Instant.EPOCH, 0);
        }
    }
}
