package org.dcd.pipelines.beam;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.dcd.pipelines.store.FinishedStage;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.AwaitsNoise;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageFailure;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.measurement.NoiseEstimate;
import org.dcd.transforms.stage.FileNames;

/**
 * Turns a stage of the plan and its finished inputs into a task. Its work folder is that of the launcher's lease, also
 * where workers run that know no leases. Without all inputs there is no task: one of them has failed.
 */
final class MakeTask<S extends StageSpec> extends DoFn<KV<String, Iterable<FinishedStage>>, StageTask<S>> {
    private final StageNode node;
    private final TreeMap<String, Folder> cached;
    private final Folder work;

    /** @param cached folders of the inputs that the store has, by key */
    MakeTask(StageNode node, TreeMap<String, Folder> cached, Store store) {
        this.node = node;
        this.cached = cached;
        this.work = store.work(node.kind(), node.key());
    }

    @ProcessElement
    public void make(@Element KV<String, Iterable<FinishedStage>> made, OutputReceiver<StageTask<S>> out)
            throws Exception {
        Map<String, Folder> folders = new TreeMap<>(cached);
        made.getValue().forEach(finished -> folders.put(finished.key(), finished.folder()));
        if (!node.inputs().stream().map(NodeInput::key).allMatch(folders::containsKey)) {
            return;
        }
        StageTask<S> task = task(folders);
        StageTask<S> whole;
        try {
            whole = whole(task);
        } catch (IOException | RuntimeException e) {
            FailureReport.leave(new StageFailure(task, e));
            return;
        }
        // outside of the above: a runner may do the work of the next transforms in here
        out.output(whole);
    }

    /** The task with the estimated noise level put in, when it awaits one. */
    @SuppressWarnings("unchecked") // the same type with another level
    private static <S extends StageSpec> StageTask<S> whole(StageTask<S> task) throws IOException {
        if (!(task.spec() instanceof AwaitsNoise awaiting)) {
            return task;
        }
        NoiseEstimate estimate = NoiseEstimate.read(task.inputFolder(AwaitsNoise.ROLE), FileNames.NOISE_ESTIMATE);
        return task.withSpec((S) awaiting.at(estimate.sigma()));
    }

    @SuppressWarnings("unchecked") // the transform of a kind takes the specifications of that kind
    private StageTask<S> task(Map<String, Folder> folders) {
        List<StageInput> inputs = node.inputs().stream()
                .map(input -> new StageInput(
                        input.role(), input.name(), input.kind(), input.key(), folders.get(input.key())))
                .toList();
        return new StageTask<>(node.kind(), node.name(), node.key(), (S) node.spec(), inputs, node.code(), work);
    }
}
