package org.dcd.transforms.beam;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;

/** Runs stages on the direct runner and returns their results. */
final class DirectRun {
    private static final Map<String, Queue<StageOutcome>> COLLECTED = new ConcurrentHashMap<>();

    private DirectRun() {}

    /** The results; rethrows the error of a stage. */
    static <S extends StageSpec> List<StageResult> run(
            PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> transform, List<StageTask<S>> tasks) {
        return outcomes(transform, tasks).stream().map(StageTests::result).toList();
    }

    @SuppressWarnings("unchecked") // erased: a task is coded by Java serialisation whatever its specification
    static <S extends StageSpec> List<StageOutcome> outcomes(
            PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> transform, List<StageTask<S>> tasks) {
        Coder<StageTask<S>> coder = (Coder<StageTask<S>>) (Coder<?>) SerializableCoder.of(StageTask.class);
        String id = UUID.randomUUID().toString();
        COLLECTED.put(id, new ConcurrentLinkedQueue<>());
        try {
            Pipeline pipeline = Pipeline.create(
                    PipelineOptionsFactory.fromArgs("--targetParallelism=2").create());
            pipeline.apply(Create.of(tasks).withCoder(coder))
                    .apply("Stage", transform)
                    .apply("Collect", ParDo.of(new Collect(id)));
            pipeline.run().waitUntilFinish();
            return List.copyOf(COLLECTED.get(id));
        } finally {
            COLLECTED.remove(id);
        }
    }

    private static final class Collect extends DoFn<StageOutcome, Void> {
        private final String id;

        Collect(String id) {
            this.id = id;
        }

        @ProcessElement
        public void process(@Element StageOutcome result) {
            COLLECTED.get(id).add(result);
        }
    }
}
