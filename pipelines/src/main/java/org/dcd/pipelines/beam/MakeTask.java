package org.dcd.pipelines.beam;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.dcd.pipelines.store.FinishedStage;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;

/**
 * Turns a stage of the plan and its finished inputs into a task. Its work folder is that of the launcher's lease, also
 * where workers run that know no leases.
 */
final class MakeTask<S extends StageSpec> extends DoFn<KV<String, Iterable<FinishedStage>>, StageTask<S>> {
    private final TreeMap<String, StageNode> nodes;
    private final TreeMap<String, Folder> works = new TreeMap<>();

    MakeTask(TreeMap<String, StageNode> nodes, Store store) {
        this.nodes = nodes;
        nodes.forEach((key, node) -> works.put(key, store.work(node.id())));
    }

    @ProcessElement
    public void make(@Element KV<String, Iterable<FinishedStage>> joined, OutputReceiver<StageTask<S>> out) {
        Map<String, Folder> folders = new HashMap<>();
        joined.getValue().forEach(finished -> folders.put(finished.key(), finished.folder()));
        out.output(task(nodes.get(joined.getKey()), folders, works.get(joined.getKey())));
    }

    /** @param folders folders of finished stages by key */
    @SuppressWarnings("unchecked") // nodes of one kind have specifications of one type
    static <S extends StageSpec> StageTask<S> task(StageNode node, Map<String, Folder> folders, Folder work) {
        List<StageInput> inputs = node.inputs().stream()
                .map(input -> new StageInput(
                        input.role(), input.name(), input.id(), folder(node, input, folders)))
                .toList();
        return new StageTask<>(node.id(), node.name(), (S) node.spec(), inputs, node.code(), work);
    }

    private static Folder folder(StageNode node, NodeInput input, Map<String, Folder> folders) {
        Folder folder = folders.get(input.key());
        if (folder == null) {
            throw new IllegalStateException("stage " + node.name() + " was to start without its input " + input.name());
        }
        return folder;
    }
}
