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

/** All configured trackers, each on its own thread. Without configuration there are none. */
public final class Trackers implements RunListener<RuntimeException>, AutoCloseable {
    /** Time that the end of a run waits for all trackers. */
    static final long TIMEOUT_SECONDS = 4;

    private final List<TrackerThread> threads;

    private Trackers(List<TrackerThread> threads) {
        this.threads = List.copyOf(threads);
    }

    /**
     * The trackers of a run.
     *
     * @param messages receives problems of the settings, and one warning for each server that cannot be reached; called
     *     from any thread
     */
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
        send(tracker -> tracker.began(sweep, when));
    }

    @Override
    public void made(PlannedStage stage, Manifest manifest) {
        send(tracker -> tracker.made(stage, manifest));
    }

    @Override
    public void failed(PlannedStage stage, String reason, Instant when) {
        send(tracker -> tracker.failed(stage, Urls.withoutSecrets(reason), when));
    }

    @Override
    public void recorded(int point, Plan plan, RunRecord record) {
        send(tracker -> tracker.recorded(point, plan, record));
    }

    @Override
    public void ended(Ending ending, String reason, Instant when) {
        send(tracker -> tracker.ended(ending, Urls.withoutSecrets(reason), when));
    }

    private void send(TrackerThread.Event event) {
        threads.forEach(thread -> thread.send(event));
    }

    /** Waits for events that are not sent yet, at most a few seconds. */
    @Override
    public void close() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        threads.forEach(TrackerThread::end);
        threads.forEach(thread -> thread.await(until, TIMEOUT_SECONDS));
    }
}
