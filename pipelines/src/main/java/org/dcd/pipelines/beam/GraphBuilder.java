package org.dcd.pipelines.beam;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.dcd.pipelines.store.FinishedStage;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.StageNode;

/**
 * Turns the stages that are to run into one Beam graph with one transform per kind. Only references travel along its
 * edges; what the store has enters as constants.
 */
public final class GraphBuilder {
    private final Pipeline pipeline;
    private final Collection<PlannedStage> stages;
    private final Store store;
    private final StageTransforms transforms;
    private final Map<String, PCollection<FinishedStage>> made = new HashMap<>();

    private GraphBuilder(Pipeline pipeline, Collection<PlannedStage> stages, Store store, StageTransforms transforms) {
        this.pipeline = pipeline;
        this.stages = stages;
        this.store = store;
        this.transforms = transforms;
    }

    /** @param stages every stage after its inputs, each key once */
    public static void build(
            Pipeline pipeline, Collection<PlannedStage> stages, Store store, StageTransforms transforms) {
        new GraphBuilder(pipeline, stages, store, transforms).build();
    }

    private void build() {
        Map<String, List<StageNode>> byKind = stages.stream()
                .filter(stage -> !stage.cached())
                .map(PlannedStage::node)
                .collect(Collectors.groupingBy(
                        StageNode::kind, LinkedHashMap::new, Collectors.toList()));
        byKind.forEach((kind, nodes) -> made.put(kind, make(kind, nodes)));
    }

    private PCollection<FinishedStage> make(String kind, List<StageNode> nodes) {
        return inputs(kind, nodes).apply(kind, new KindStages<>(nodes, store, transforms.of(kind)));
    }

    /** The finished stages that stages of a kind read: from the store, and made in this graph. */
    private PCollectionList<FinishedStage> inputs(String kind, List<StageNode> nodes) {
        Set<String> wanted = nodes.stream()
                .flatMap(node -> node.inputs().stream())
                .map(NodeInput::key)
                .collect(Collectors.toSet());
        List<PCollection<FinishedStage>> inputs = new ArrayList<>();
        List<FinishedStage> cached = new ArrayList<>();
        Set<String> upstream = new LinkedHashSet<>();
        for (PlannedStage stage : stages) {
            StageNode node = stage.node();
            if (wanted.contains(node.key()) && stage.cached()) {
                cached.add(
                        new FinishedStage(node.id(), node.name(), store.stage(node.id())));
            } else if (wanted.contains(node.key())) {
                upstream.add(node.kind());
            }
        }
        if (!cached.isEmpty()) {
            inputs.add(pipeline.apply(
                    kind + "/Cached", Create.of(cached).withCoder(SerializableCoder.of(FinishedStage.class))));
        }
        upstream.forEach(from -> inputs.add(made.get(from)));
        return inputs.isEmpty() ? PCollectionList.empty(pipeline) : PCollectionList.of(inputs);
    }
}
