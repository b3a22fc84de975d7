package org.dcd.pipelines.beam;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.dcd.pipelines.store.FinishedStage;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.io.Folder;

/**
 * Builds one Beam graph from the stages to run, with one transform per stage and the edges of the plan. The runner
 * starts a stage as soon as its inputs are finished. Edges carry references only; cached inputs are constants. See
 * {@code docs/decisions/0012-order-from-edges.md}.
 */
public final class GraphBuilder {
    /** Characters of the key in the name of a transform, to distinguish stages of the same name in different points. */
    private static final int KEY_CHARACTERS = 12;

    private GraphBuilder() {}

    /**
     * Adds the transforms of stages to a pipeline.
     *
     * @param pipeline the pipeline
     * @param stages the stages, each after its inputs and each key once
     * @param store store with the cached stages
     * @param transforms the transform of each stage kind
     */
    public static void build(
            Pipeline pipeline, Collection<PlannedStage> stages, Store store, StageTransforms transforms) {
        Map<String, Folder> cached = new HashMap<>();
        Map<String, PCollection<KV<String, FinishedStage>>> made = new HashMap<>();
        for (PlannedStage stage : stages) {
            StageNode node = stage.node();
            if (stage.cached()) {
                cached.put(node.key(), store.stage(node.id()));
                continue;
            }
            TreeMap<String, Folder> folders = new TreeMap<>();
            List<PCollection<KV<String, FinishedStage>>> inputs = new ArrayList<>();
            for (String key :
                    node.inputs().stream().map(NodeInput::key).distinct().toList()) {
                if (cached.containsKey(key)) {
                    folders.put(key, cached.get(key));
                } else {
                    inputs.add(made.get(key));
                }
            }
            PCollectionList<KV<String, FinishedStage>> upstream =
                    inputs.isEmpty() ? PCollectionList.empty(pipeline) : PCollectionList.of(inputs);
            made.put(
                    node.key(),
                    upstream.apply(
                            node.name() + "-" + node.key().substring(0, KEY_CHARACTERS),
                            new RunStage<>(node, folders, store, transforms.of(node.kind()))));
        }
    }
}
