package org.dcd.pipelines.tracking;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.dcd.pipelines.run.RunListener;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Urls;

/** All trackers that are configured, each on a thread of its own; mostly none. */
public final class Trackers implements RunListener<RuntimeException>, AutoCloseable {
    /** How long the end of a run waits for the slowest of them. */
    static final long PATIENCE_SECONDS = 4;

    private final List<TrackerThread> threads;

    private Trackers(List<TrackerThread> threads) {
        this.threads = List.copyOf(threads);
    }

    /** @param messages told, once for each server, when it cannot be told; from any thread */
    public static Trackers of(TrackingSettings settings, Store store, Consumer<String> messages) {
        List<TrackerThread> threads = new ArrayList<>();
        settings.openLineage()
                .ifPresent(lineage -> threads.add(new TrackerThread(
                        lineage.address().shown(), () -> new OpenLineageTracker(lineage, store.location()), messages)));
        settings.mlflow()
                .ifPresent(mlflow -> threads.add(
                        new TrackerThread(mlflow.address().shown(), () -> new MlflowTracker(mlflow, store), messages)));
        settings.problems().forEach(messages);
        return new Trackers(threads);
    }

    @Override
    public boolean isListening() {
        return !threads.isEmpty();
    }

    @Override
    public void began(SweepPlan sweep, Instant when) {
        tell(tracker -> tracker.began(sweep, when));
    }

    @Override
    public void made(PlannedStage stage, Manifest manifest) {
        tell(tracker -> tracker.made(stage, manifest));
    }

    @Override
    public void failed(PlannedStage stage, String reason, Instant when) {
        tell(tracker -> tracker.failed(stage, Urls.withoutSecrets(reason), when));
    }

    @Override
    public void recorded(int point, Plan plan, RunRecord record) {
        tell(tracker -> tracker.recorded(point, plan, record));
    }

    @Override
    public void ended(Ending ending, String reason, Instant when) {
        tell(tracker -> tracker.ended(ending, Urls.withoutSecrets(reason), when));
    }

    private void tell(TrackerThread.Task task) {
        threads.forEach(thread -> thread.tell(task));
    }

    /** Waits a few seconds at most for what is not told yet. */
    @Override
    public void close() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        threads.forEach(TrackerThread::end);
        threads.forEach(thread -> thread.await(until, PATIENCE_SECONDS));
    }
}
