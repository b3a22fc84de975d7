package org.dcd.pipelines.cli.progress;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;

/** Shows how the stages of a run get on, from what they leave in the store, without touching them. */
public final class ProgressMonitor implements AutoCloseable {
    private static final long LOOK_MILLIS = 500;
    private static final long LOOK_ELSEWHERE_MILLIS = 5000;

    private final Display display;
    private final long millis;
    private final List<WatchedStage> stages;
    private final ScheduledExecutorService looker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dcd-progress");
        thread.setDaemon(true);
        return thread;
    });

    ProgressMonitor(List<WatchedStage> stages, Display display) {
        this(stages, display, LOOK_MILLIS);
    }

    private ProgressMonitor(List<WatchedStage> stages, Display display, long millis) {
        this.stages = stages;
        this.display = display;
        this.millis = millis;
    }

    /**
     * @param since when the run began: what was written before is not of it
     * @param width characters in a line of the terminal
     */
    public static ProgressMonitor of(
            Plan plan, Store store, Instant since, PrintWriter out, boolean terminal, int width, InstantSource clock) {
        List<WatchedStage> stages = new ArrayList<>();
        for (PlannedStage stage : plan.toRun()) {
            stages.add(new WatchedStage(
                    stage.label(),
                    () -> store.readOnlyWork(stage.node().id()),
                    store.stage(stage.node().id()),
                    clock,
                    since));
        }
        return new ProgressMonitor(
                stages,
                terminal ? new TerminalDisplay(out, width) : new PlainDisplay(out, clock),
                Store.isRemote(store.location()) ? LOOK_ELSEWHERE_MILLIS : LOOK_MILLIS);
    }

    /** Looks twice a second until closed; at stores elsewhere every few seconds, as each look asks them. */
    public ProgressMonitor start() {
        looker.scheduleWithFixedDelay(this::lookQuietly, 0, millis, TimeUnit.MILLISECONDS);
        return this;
    }

    /** Says something without disturbing the lines of the stages. */
    public synchronized void say(String message) {
        display.say(message);
    }

    /** Looks once. */
    synchronized void look() {
        display.show(stages.stream().map(stage -> stage.look(display::say)).toList());
    }

    /** A display that fails must not end a run; whatever is wrong with a stage, the stage says itself. */
    private void lookQuietly() {
        try {
            look();
        } catch (RuntimeException e) {
            looker.shutdown();
        }
    }

    /** Looks a last time and leaves final lines only. */
    @Override
    public void close() {
        looker.shutdownNow();
        synchronized (this) {
            try {
                look();
            } finally {
                display.close();
            }
        }
    }
}
