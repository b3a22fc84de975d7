package org.dcd.pipelines.beam;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.dcd.pipelines.store.FinishedStage;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;

/**
 * Makes and publishes all stages of one kind: references to finished stages are sent to the stages that read them; the
 * grouping is at once the join of a stage's inputs and the barrier before it.
 */
final class KindStages<S extends StageSpec>
        extends PTransform<PCollectionList<FinishedStage>, PCollection<FinishedStage>> {
    private final TreeMap<String, StageNode> nodes = new TreeMap<>();
    private final Store store;
    private final transient PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> transform;

    KindStages(
            List<StageNode> nodes,
            Store store,
            PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> transform) {
        nodes.forEach(node -> this.nodes.put(node.key(), node));
        this.store = store;
        this.transform = transform;
    }

    @Override
    public PCollection<FinishedStage> expand(PCollectionList<FinishedStage> finished) {
        List<PCollection<StageTask<S>>> tasks = new ArrayList<>();
        List<StageNode> roots =
                nodes.values().stream().filter(node -> node.inputs().isEmpty()).toList();
        if (!roots.isEmpty()) {
            tasks.add(finished.getPipeline()
                    .apply(
                            "Start",
                            Create.of(roots.stream().map(this::rootTask).toList())
                                    .withCoder(taskCoder())));
        }
        if (roots.size() < nodes.size()) {
            tasks.add(joined(finished));
        }
        return PCollectionList.of(tasks)
                .apply("Tasks", Flatten.pCollections())
                .apply(transform.getName(), transform)
                .setCoder(SerializableCoder.of(StageOutcome.class))
                .apply("Publish", ParDo.of(new PublishStage(store)))
                .setCoder(SerializableCoder.of(FinishedStage.class));
    }

    private PCollection<StageTask<S>> joined(PCollectionList<FinishedStage> finished) {
        return finished.apply("Finished", Flatten.pCollections())
                .apply("Route", ParDo.of(new RouteFinished(readers())))
                .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(FinishedStage.class)))
                .apply("Join", GroupByKey.create())
                .apply("MakeTask", ParDo.of(new MakeTask<S>(nodes, store)))
                .setCoder(taskCoder());
    }

    /** Keys of the stages of this kind which read a stage. */
    private TreeMap<String, ArrayList<String>> readers() {
        TreeMap<String, ArrayList<String>> readers = new TreeMap<>();
        for (StageNode node : nodes.values()) {
            node.inputs().stream().map(input -> input.key()).distinct().forEach(key -> readers.computeIfAbsent(
                            key, unused -> new ArrayList<>())
                    .add(node.key()));
        }
        return readers;
    }

    private StageTask<S> rootTask(StageNode node) {
        return MakeTask.task(node, Map.of(), store.work(node.id()));
    }

    private SerializableCoder<StageTask<S>> taskCoder() {
        return SerializableCoder.of(new TypeDescriptor<StageTask<S>>() {});
    }
}
