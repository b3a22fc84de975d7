package org.dcd.pipelines.cli;

import java.util.Optional;
import org.dcd.pipelines.run.ActiveRun;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.lease.JobState;
import org.dcd.pipelines.store.lease.LauncherStatus;

/**
 * Who is at a run.
 *
 * @param job empty when it has none
 * @param working whether stages are being made, as its launcher says
 */
record RunState(LauncherStatus.State launcher, Optional<JobState> job, boolean working) {
    static RunState of(ActiveRun run, Store store, JobState.Source jobs) {
        LauncherStatus.State launcher = run.launcher().isEmpty()
                ? LauncherStatus.State.ENDED
                : store.launcher(run.launcher()).state();
        Optional<JobState> job = run.job().isEmpty() ? Optional.empty() : Optional.of(jobs.state(run.job()));
        return new RunState(launcher, job, run.working());
    }

    /** Whether nobody is at it any more. */
    boolean isOver() {
        return launcher != LauncherStatus.State.ALIVE
                && switch (job.orElse(JobState.ENDED)) {
                    case ENDED, NOT_FOUND -> true;
                    case RUNNING, UNKNOWN -> false;
                };
    }

    /** In words. */
    String describe() {
        return switch (job.orElse(JobState.ENDED)) {
            case RUNNING -> switch (launcher) {
                case ALIVE -> "running";
                case DETACHED -> "detached";
                case ENDED -> "running, launcher gone";
            };
            case UNKNOWN -> "cluster does not answer"
                    + (launcher == LauncherStatus.State.ALIVE ? "" : ", launcher gone");
            case ENDED, NOT_FOUND -> switch (launcher) {
                case ALIVE -> working ? "running" : "waiting";
                case DETACHED -> "job ended; dcd attach tells how";
                case ENDED -> job.isEmpty() ? "launcher gone; run again" : "job ended; dcd attach tells how";
            };
        };
    }
}
