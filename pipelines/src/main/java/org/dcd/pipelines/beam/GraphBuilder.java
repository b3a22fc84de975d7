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
 * Turns the stages that are to run into one Beam graph with one transform per stage and the edges of the plan, so that
 * the runner starts a stage as soon as its inputs are finished. Only references travel along the edges; inputs that the
 * store has are constants. See {@code docs/decisions/0012-order-from-edges.md}.
 */
public final class GraphBuilder {
    /** Characters of the key in the name of a transform, which tell stages of one name of different points apart. */
    private static final int KEY_CHARACTERS = 12;

    private GraphBuilder() {}

    /** @param stages every stage after its inputs, each key once */
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
