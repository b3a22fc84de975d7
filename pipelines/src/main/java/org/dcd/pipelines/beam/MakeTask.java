package org.dcd.pipelines.beam;

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
 * Creates the task of a stage from its finished inputs. The work folder is the one that the launcher has leased, also
 * on workers, which hold no leases. When an input is missing, it has failed, and no task is created.
 */
final class MakeTask<S extends StageSpec> extends DoFn<KV<String, Iterable<FinishedStage>>, StageTask<S>> {
    private final StageNode node;
    private final TreeMap<String, Folder> cached;
    private final Folder work;

    /** @param cached folders of the cached inputs, by key */
    MakeTask(StageNode node, TreeMap<String, Folder> cached, Store store) {
        this.node = node;
        this.cached = cached;
        this.work = store.work(node.id());
    }

    @ProcessElement
    public void make(@Element KV<String, Iterable<FinishedStage>> made, OutputReceiver<StageTask<S>> out) {
        Map<String, Folder> folders = new TreeMap<>(cached);
        made.getValue().forEach(finished -> folders.put(finished.key(), finished.folder()));
        if (!node.inputs().stream().map(NodeInput::key).allMatch(folders::containsKey)) {
            return;
        }
        out.output(task(folders));
    }

    @SuppressWarnings("unchecked") // the transform of a kind takes the specifications of that kind
    private StageTask<S> task(Map<String, Folder> folders) {
        List<StageInput> inputs = node.inputs().stream()
                .map(input -> new StageInput(input.role(), input.name(), input.id(), folders.get(input.key())))
                .toList();
        return new StageTask<>(node.id(), node.name(), (S) node.spec(), inputs, node.code(), work);
    }
}
