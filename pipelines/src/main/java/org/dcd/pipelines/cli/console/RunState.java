package org.dcd.pipelines.cli.console;

import java.util.Optional;
import org.dcd.pipelines.run.ActiveRun;
import org.dcd.pipelines.store.JobState;
import org.dcd.pipelines.store.Jobs;
import org.dcd.pipelines.store.Launcher;
import org.dcd.pipelines.store.Store;

/**
 * Who is at a run.
 *
 * @param job empty when it has none
 * @param working whether stages are being made, as its launcher says
 */
public record RunState(Launcher.State launcher, Optional<JobState> job, boolean working) {
    public static RunState of(ActiveRun run, Store store, Jobs jobs) {
        Launcher.State launcher = run.launcher().isEmpty()
                ? Launcher.State.GONE
                : store.launcher(run.launcher()).state();
        Optional<JobState> job = run.job().isEmpty() ? Optional.empty() : Optional.of(jobs.state(run.job()));
        return new RunState(launcher, job, run.working());
    }

    /** Whether nobody is at it any more. */
    public boolean isOver() {
        return launcher != Launcher.State.ALIVE
                && switch (job.orElse(JobState.ENDED)) {
                    case ENDED, FORGOTTEN -> true;
                    case RUNNING, UNKNOWN -> false;
                };
    }

    /** In words. */
    public String describe() {
        return switch (job.orElse(JobState.ENDED)) {
            case RUNNING -> switch (launcher) {
                case ALIVE -> "running";
                case LEFT -> "detached";
                case GONE -> "running, launcher gone";
            };
            case UNKNOWN -> "cluster does not answer" + (launcher == Launcher.State.ALIVE ? "" : ", launcher gone");
            case ENDED, FORGOTTEN -> switch (launcher) {
                case ALIVE -> working ? "running" : "waiting";
                case LEFT -> "job ended; dcd attach tells how";
                case GONE -> job.isEmpty() ? "launcher gone; run again" : "job ended; dcd attach tells how";
            };
        };
    }

    /** Whether a run of another machine is alive is known when its heartbeat changes, or does not for a minute. */
    public static String observing(int runs) {
        return "observing the heartbeat of " + runs + (runs == 1 ? " run" : " runs")
                + " of other machines, for at most a minute";
    }
}
