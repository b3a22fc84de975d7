package org.dcd.pipelines.cli.run;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.dcd.pipelines.cli.console.RunState;
import org.dcd.pipelines.run.ActiveRun;
import org.dcd.pipelines.run.ActiveRuns;
import org.dcd.pipelines.run.JobAddress;
import org.dcd.pipelines.run.RunControl;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.pipelines.store.lease.JobState;
import org.dcd.pipelines.store.lease.LauncherStatus;
import org.dcd.schemas.io.Reasons;

/** Maintains the file of an active run in the store. A run without stages to run has no file. */
final class ActiveRunFile implements RunControl, AutoCloseable {
    private final ActiveRuns runs;
    private final String file;
    private final JobState.Source jobs;
    private final BooleanSupplier toLeave;
    private volatile ActiveRun run;
    private boolean left;

    ActiveRunFile(Store store, String file, ActiveRun run, JobState.Source jobs, BooleanSupplier toLeave) {
        this.runs = new ActiveRuns(store);
        this.file = file;
        this.run = run;
        this.jobs = jobs;
        this.toLeave = toLeave;
    }

    @Override
    public JobState.Source jobs() {
        return jobs;
    }

    @Override
    public void waiting(String launcher) {
        write(run.at(launcher, "", false));
    }

    @Override
    public void working(String launcher, Optional<JobAddress> job) {
        write(run.at(launcher, job.map(JobAddress::toString).orElse(""), true));
    }

    @Override
    public void detached() {
        left = true;
    }

    @Override
    public boolean isDetachRequested() {
        return toLeave.getAsBoolean();
    }

    private void write(ActiveRun now) {
        if (run.stages().isEmpty()) {
            return;
        }
        run = now;
        try {
            runs.write(file, now);
        } catch (IOException e) {
            throw new StoreException(
                    "the file of the active run could not be written to "
                            + runs.store().activeRuns().location() + ": " + Reasons.of(e)
                            + "; free disk space or fix the permissions, then run again",
                    e);
        }
    }

    /** Whether a job on a cluster is running stages. */
    boolean hasJob() {
        return !run.job().isEmpty();
    }

    String name() {
        return run.name();
    }

    /** Removes the files that earlier launchers left for the same run, which is finished now. */
    void finished() throws IOException {
        for (Map.Entry<String, ActiveRun> other : runs.all().entrySet()) {
            ActiveRun same = other.getValue();
            if (same.name().equals(run.name()) && isDone(same)) {
                runs.forget(other.getKey(), same);
            }
        }
    }

    /** Whether a run has no launcher and no stage of it is running or left to run. */
    private boolean isDone(ActiveRun other) {
        RunState state = RunState.of(other, runs.store(), jobs);
        return state.isOver() || state.launcher() != LauncherStatus.State.ALIVE && other.isMade(runs.store());
    }

    @Override
    public void close() throws IOException {
        if (!left && !run.stages().isEmpty()) {
            runs.remove(file);
        }
    }
}
