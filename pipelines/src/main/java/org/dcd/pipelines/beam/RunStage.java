package org.dcd.pipelines.beam;

import java.util.List;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.dcd.pipelines.store.FinishedStage;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;

/**
 * Runs and publishes one stage: joins the references to its finished inputs, creates the task, runs it, and publishes
 * the result. A stage that fails, or whose input failed, has no output.
 */
final class RunStage<S extends StageSpec>
        extends PTransform<PCollectionList<KV<String, FinishedStage>>, PCollection<KV<String, FinishedStage>>> {
    private static final Coder<FinishedStage> FINISHED = SerializableCoder.of(FinishedStage.class);

    private final StageNode node;
    private final TreeMap<String, Folder> cached;
    private final Store store;
    private final transient PTransform<PCollection<StageTask<S>>, ? extends PCollection<? extends StageOutcome>>
            transform;

    /** @param cached folders of the cached inputs, by key */
    RunStage(
            StageNode node,
            TreeMap<String, Folder> cached,
            Store store,
            PTransform<PCollection<StageTask<S>>, ? extends PCollection<? extends StageOutcome>> transform) {
        this.node = node;
        this.cached = cached;
        this.store = store;
        this.transform = transform;
        // the hints place a stage that needs a GPU as a whole, from its inputs to its publication
        setResourceHints(transform.getResourceHints());
    }

    @Override
    public PCollection<KV<String, FinishedStage>> expand(PCollectionList<KV<String, FinishedStage>> inputs) {
        PCollection<StageTask<S>> task = joined(inputs)
                .apply("MakeTask", ParDo.of(new MakeTask<S>(node, cached, store)))
                .setCoder(SerializableCoder.of(new TypeDescriptor<StageTask<S>>() {}));
        return task.apply(transform.getName(), transform)
                .apply("Publish", ParDo.of(new PublishStage(store)))
                .setCoder(KvCoder.of(StringUtf8Coder.of(), FINISHED));
    }

    /** One element with the inputs that are computed in this graph, when all are finished. */
    private static PCollection<KV<String, Iterable<FinishedStage>>> joined(
            PCollectionList<KV<String, FinishedStage>> inputs) {
        if (inputs.size() == 0) {
            Coder<KV<String, Iterable<FinishedStage>>> coder =
                    KvCoder.of(StringUtf8Coder.of(), IterableCoder.of(FINISHED));
            return inputs.getPipeline()
                    .apply(
                            "Start",
                            Create.<KV<String, Iterable<FinishedStage>>>of(KV.of("", List.of()))
                                    .withCoder(coder));
        }
        return inputs.apply("Inputs", Flatten.pCollections()).apply("Join", GroupByKey.create());
    }
}
