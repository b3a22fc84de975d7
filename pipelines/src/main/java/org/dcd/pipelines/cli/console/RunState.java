package org.dcd.pipelines.cli.console;

import java.util.Optional;
import org.dcd.pipelines.run.ActiveRun;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.lease.JobState;
import org.dcd.pipelines.store.lease.LauncherStatus;

/**
 * The state of an active run: its launcher and its job.
 *
 * @param launcher state of the process that started or attached to the run
 * @param job state of its job on a cluster; empty when it has none
 * @param working whether stages are running, as the launcher recorded; otherwise it waits for other launchers
 */
public record RunState(LauncherStatus.State launcher, Optional<JobState> job, boolean working) {
    /** Reads the state from the store, and asks the cluster about the job. */
    public static RunState of(ActiveRun run, Store store, JobState.Source jobs) {
        LauncherStatus.State launcher = run.launcher().isEmpty()
                ? LauncherStatus.State.ENDED
                : store.launcher(run.launcher()).state();
        Optional<JobState> job = run.job().isEmpty() ? Optional.empty() : Optional.of(jobs.state(run.job()));
        return new RunState(launcher, job, run.working());
    }

    /** Whether neither a launcher nor a job works on the run any more. */
    public boolean isOver() {
        return launcher != LauncherStatus.State.ALIVE
                && switch (job.orElse(JobState.ENDED)) {
                    case ENDED, NOT_FOUND -> true;
                    case RUNNING, UNKNOWN -> false;
                };
    }

    /** A short text for the column {@code state} of {@code dcd status}. */
    public String describe() {
        return switch (job.orElse(JobState.ENDED)) {
            case RUNNING -> switch (launcher) {
                case ALIVE -> "running";
                case DETACHED -> "detached";
                case ENDED -> "running, launcher lost";
            };
            case UNKNOWN -> "cluster does not respond"
                    + (launcher == LauncherStatus.State.ALIVE ? "" : ", launcher lost");
            case ENDED, NOT_FOUND -> switch (launcher) {
                case ALIVE -> working ? "running" : "waiting";
                case DETACHED -> "job ended; run dcd attach";
                case ENDED -> job.isEmpty() ? "launcher lost; run again" : "job ended; run dcd attach";
            };
        };
    }

    /**
     * The notice before heartbeats are observed: a launcher on another machine counts as alive when its heartbeat
     * changes within a minute.
     *
     * @param runs number of launchers on other machines
     */
    public static String observing(int runs) {
        return "observing the heartbeats of " + runs + (runs == 1 ? " run" : " runs")
                + " on other machines, for at most one minute";
    }
}
