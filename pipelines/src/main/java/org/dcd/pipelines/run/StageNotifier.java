package org.dcd.pipelines.run;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.dcd.pipelines.store.LookupResult;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreException;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.Manifest;

/** Tells a listener what became of the stages of a run, of each once. */
final class StageNotifier {
    private final Store store;
    private final RunListener<RuntimeException> listener;
    private final Set<String> told = new HashSet<>();

    StageNotifier(Store store, RunListener<RuntimeException> listener) {
        this.store = store;
        this.listener = listener;
    }

    /** @param begun stages that the run began to make; those that the store has are made */
    void made(Collection<PlannedStage> begun) {
        if (!listener.isListening()) {
            return;
        }
        Map<PlannedStage, Manifest> fresh = new HashMap<>();
        try {
            for (PlannedStage stage : begun) {
                StageNode node = stage.node();
                if (!told.contains(node.key())
                        && !store.isReplacing(node.id())
                        && store.find(node.id()) instanceof LookupResult.Present present) {
                    fresh.put(stage, present.manifest());
                }
            }
        } catch (StoreException unreadable) {
            // What is wrong with the store, the run itself says.
        }
        fresh.entrySet().stream()
                .sorted(Comparator.comparing(
                        entry -> Instant.parse(entry.getValue().getStarted())))
                .filter(entry -> told.add(entry.getKey().node().key()))
                .forEach(entry -> listener.made(entry.getKey(), entry.getValue()));
    }

    /** A graph ended because stages failed; others of it may be made. */
    void failed(Plan plan, Collection<PlannedStage> begun, FailedStages failed) {
        made(begun);
        plan.stages().stream()
                .filter(stage -> failed.byKey().containsKey(stage.node().key()))
                .forEach(stage -> listener.failed(
                        stage, failed.byKey().get(stage.node().key()).getMessage(), Instant.now()));
    }
}
