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
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.Manifest;

/** Notifies a listener of made and failed stages, once for each made stage. */
final class StageNotifier {
    private final Store store;
    private final RunListener<RuntimeException> listener;
    private final Set<String> notified = new HashSet<>();

    StageNotifier(Store store, RunListener<RuntimeException> listener) {
        this.store = store;
        this.listener = listener;
    }

    /** @param begun stages that the run has started; those in the store have been made */
    void made(Collection<PlannedStage> begun) {
        if (!listener.isListening()) {
            return;
        }
        Map<PlannedStage, Manifest> fresh = new HashMap<>();
        try {
            for (PlannedStage stage : begun) {
                StageNode node = stage.node();
                if (!notified.contains(node.key())
                        && !store.isReplacing(node.id())
                        && store.find(node.id()) instanceof LookupResult.Present present) {
                    fresh.put(stage, present.manifest());
                }
            }
        } catch (StoreException unreadable) {
            // The run itself reports problems of the store.
        }
        fresh.entrySet().stream()
                .sorted(Comparator.comparing(
                        entry -> Instant.parse(entry.getValue().getStarted())))
                .filter(entry -> notified.add(entry.getKey().node().key()))
                .forEach(entry -> listener.made(entry.getKey(), entry.getValue()));
    }

    /** A job ended with failed stages; it may have made other stages. */
    void failed(Plan plan, Collection<PlannedStage> begun, FailedStages failed) {
        made(begun);
        plan.stages().stream()
                .filter(stage -> failed.byKey().containsKey(stage.node().key()))
                .forEach(stage -> listener.failed(
                        stage, failed.byKey().get(stage.node().key()).getMessage(), Instant.now()));
    }
}
