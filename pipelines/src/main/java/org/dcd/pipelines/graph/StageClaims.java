package org.dcd.pipelines.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.dcd.pipelines.plan.Plan;
import org.dcd.pipelines.plan.PlannedStage;
import org.dcd.pipelines.plan.StageNode;
import org.dcd.pipelines.plan.StageStatus;
import org.dcd.pipelines.store.Lookup;
import org.dcd.pipelines.store.StageLock;
import org.dcd.pipelines.store.Store;

/**
 * The right of this launcher to make the stages of a plan. All launchers take the locks in one order, so that none
 * waits in a circle, and let go of each when its stage is published.
 */
final class StageClaims implements AutoCloseable {
    private final Store store;
    private final Consumer<String> messages;
    private final List<StageLock> locks = new ArrayList<>();

    StageClaims(Store store, Consumer<String> messages) {
        this.store = store;
        this.messages = messages;
    }

    /** Claims what a plan would make, and returns the plan of what is left to make now that nobody else makes it. */
    Plan claim(Plan plan) throws InterruptedException {
        List<PlannedStage> toRun = plan.toRun().stream()
                .sorted(Comparator.comparing(
                                (PlannedStage stage) -> stage.node().kind())
                        .thenComparing(stage -> stage.node().key()))
                .toList();
        for (PlannedStage stage : toRun) {
            claim(stage);
        }
        List<StageNode> wanted = toRun.stream().map(PlannedStage::node).toList();
        Plan claimed = plan.refreshed(store);
        claimed.toRun().stream()
                .filter(stage -> !wanted.contains(stage.node()))
                .findFirst()
                .ifPresent(lost -> {
                    throw new IllegalStateException("stage " + lost.label() + " was in the store when the run began and"
                            + " is not now (" + lost.status().describe() + "); run again");
                });
        return claimed;
    }

    private void claim(PlannedStage stage) throws InterruptedException {
        StageNode node = stage.node();
        StageLock lock = store.lock(
                node.kind(),
                node.key(),
                file -> messages.accept("waiting for another run that makes " + stage.label() + " (" + file + ")"));
        if (stage.isForced()) {
            locks.add(lock);
            store.replaceNext(node.kind(), node.key());
            return;
        }
        // Damage that sizes do not show must not be taken for whole; another run may have made the stage by now.
        Lookup lookup = stage.isDamaged() ? store.verify(node.kind(), node.key()) : store.find(node.kind(), node.key());
        StageStatus status = StageStatus.of(lookup, "");
        if (status instanceof StageStatus.ToRun toRun) {
            locks.add(lock);
            if (toRun.reason() == StageStatus.Reason.DAMAGED) {
                store.setAside(node.kind(), node.key())
                        .ifPresent(aside -> messages.accept(stage.label() + " is damaged and runs again: "
                                + toRun.detail() + "; kept as " + aside));
            }
            if (store.recover(node.kind(), node.key())) {
                messages.accept(stage.label() + " was finished by an earlier run and is published now");
                lock.close();
            }
        } else {
            lock.close();
        }
    }

    @Override
    public void close() {
        locks.forEach(StageLock::close);
    }
}
