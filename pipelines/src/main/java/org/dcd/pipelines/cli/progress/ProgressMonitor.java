package org.dcd.pipelines.cli.progress;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.schemas.stage.StageId;

/** Shows the progress of the stages of a run. It only reads the files that they write to the store. */
public final class ProgressMonitor implements AutoCloseable {
    private static final long POLL_MILLIS = 500;
    private static final long REMOTE_POLL_MILLIS = 5000;

    private final Display display;
    private final long millis;
    private final List<StageWatcher> stages;
    private final ScheduledExecutorService poller = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dcd-progress");
        thread.setDaemon(true);
        return thread;
    });

    ProgressMonitor(List<StageWatcher> stages, Display display) {
        this(stages, display, POLL_MILLIS);
    }

    private ProgressMonitor(List<StageWatcher> stages, Display display, long millis) {
        this.stages = stages;
        this.display = display;
        this.millis = millis;
    }

    /**
     * A monitor of the stages that a plan is to run.
     *
     * @param since start of the run; older files belong to other runs
     * @param width characters in a line of the terminal
     */
    public static ProgressMonitor of(
            Plan plan, Store store, Instant since, PrintWriter out, boolean terminal, int width, InstantSource clock) {
        List<StageWatcher> stages = new ArrayList<>();
        for (PlannedStage stage : plan.toRun()) {
            stages.add(new StageWatcher(
                    stage.label(),
                    () -> store.readOnlyWork(stage.node().id()),
                    store.stage(stage.node().id()),
                    clock,
                    since));
        }
        return new ProgressMonitor(
                stages,
                terminal ? new TerminalDisplay(out, width) : new PlainDisplay(out, clock),
                Store.isRemote(store.location()) ? REMOTE_POLL_MILLIS : POLL_MILLIS);
    }

    /**
     * The progress of one stage as a short text: its label, with share and rate when it writes progress lines.
     *
     * @param since start of its run
     * @return empty when the stage has not started
     */
    public static Optional<String> summary(String label, StageId id, Store store, Instant since, InstantSource clock) {
        StageProgress stage = new StageWatcher(label, () -> store.readOnlyWork(id), store.stage(id), clock, since)
                .poll(message -> {});
        return stage.state() == StageProgress.State.RUNNING ? Optional.of(ProgressText.brief(stage)) : Optional.empty();
    }

    /** Polls the store until closed: twice a second, and every 5 s when the store is remote. */
    public ProgressMonitor start() {
        poller.scheduleWithFixedDelay(this::pollSafely, 0, millis, TimeUnit.MILLISECONDS);
        return this;
    }

    /** Prints a message without disturbing the lines of the stages. */
    public synchronized void say(String message) {
        display.say(message);
    }

    /** Polls once. */
    synchronized void poll() {
        display.show(stages.stream().map(stage -> stage.poll(display::say)).toList());
    }

    /** A failing display must not end a run: it stops polling. Stages report their own failures. */
    private void pollSafely() {
        try {
            poll();
        } catch (RuntimeException e) {
            poller.shutdown();
        }
    }

    /** Polls once more and leaves only final lines. */
    @Override
    public void close() {
        poller.shutdownNow();
        synchronized (this) {
            try {
                poll();
            } finally {
                display.close();
            }
        }
    }
}
