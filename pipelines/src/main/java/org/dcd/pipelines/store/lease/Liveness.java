package org.dcd.pipelines.store.lease;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Decides whether holders of leases are alive: by the lock that the operating system keeps for a process of this
 * machine, otherwise by the time that their heartbeat has not changed.
 *
 * @param leases heartbeats and leases of the store
 * @param jobs states of the jobs of launchers
 * @param observer measures how long heartbeats have not changed
 */
public record Liveness(LeaseStore leases, JobState.Source jobs, HeartbeatObserver observer, LeaseTimes times) {
    private static final Duration MAX_PAUSE = Duration.ofSeconds(1);

    /** Whether a holder, or its job, may still make stages. */
    public enum State {
        /** The process or the job of the holder runs. */
        ALIVE,
        /** Neither the process nor the job of the holder runs. */
        ENDED,
        /** The heartbeat has not been observed for long enough. */
        UNDECIDED
    }

    /** Liveness on the clock of this process. */
    public static Liveness ofProcess(LeaseStore leases, JobState.Source jobs) {
        return new Liveness(leases, jobs, HeartbeatObserver.of(leases.location()), LeaseTimes.ofProcess());
    }

    private boolean isSilent(String holder, HeartbeatText heartbeat) {
        return observer.silence(holder, heartbeat.text()).compareTo(times.patience()) >= 0;
    }

    /** State of a holder now; {@link State#UNDECIDED} when its heartbeat has to be observed for longer. */
    public State of(String holder) throws IOException {
        if (ProcessLeases.hasRun(holder)) {
            return State.ALIVE;
        }
        HeartbeatText heartbeat = leases.heartbeat(holder);
        if (heartbeat.isEmpty()) {
            // A holder starts its heartbeat before it takes a lease, and ends it after it has released all.
            return State.ENDED;
        }
        return switch (heartbeat.job().map(jobs::state).orElse(JobState.ENDED)) {
            case RUNNING, UNKNOWN -> State.ALIVE;
            case ENDED, NOT_FOUND -> heartbeat.isDetached() ? State.ENDED : ofLauncher(holder, heartbeat);
        };
    }

    /** Whether a holder may still make stages; undecided holders may. */
    public boolean mayBeAlive(String holder) throws IOException {
        return of(holder) != State.ENDED;
    }

    private State ofLauncher(String holder, HeartbeatText heartbeat) throws IOException {
        return switch (leases.process(holder)) {
            case RUNNING -> State.ALIVE;
            case ENDED -> State.ENDED;
            case UNKNOWN -> {
                if (isSilent(holder, heartbeat)) {
                    yield State.ENDED;
                }
                yield observer.hasChanged(holder) ? State.ALIVE : State.UNDECIDED;
            }
        };
    }

    /**
     * Status of a launcher now. A launcher of another machine is alive until its heartbeat has not changed for the
     * patience of {@link #times}.
     */
    public LauncherStatus launcher(String holder) throws IOException {
        HeartbeatText heartbeat = leases.heartbeat(holder);
        if (heartbeat.isDetached()) {
            return new LauncherStatus(LauncherStatus.State.DETACHED, heartbeat.job());
        }
        boolean ended =
                !ProcessLeases.hasRun(holder) && (heartbeat.isEmpty() || ofLauncher(holder, heartbeat) == State.ENDED);
        return new LauncherStatus(ended ? LauncherStatus.State.ENDED : LauncherStatus.State.ALIVE, heartbeat.job());
    }

    /** Keys of all stages that active runs need. */
    public Set<String> stagesInUse() throws IOException {
        Set<String> keys = new HashSet<>();
        for (String holder : leases.holders()) {
            if (mayBeAlive(holder)) {
                keys.addAll(leases.stages(holder));
            }
        }
        return keys;
    }

    /**
     * Whether a lease may be taken over.
     *
     * @return description of the holder; empty when its lease may be taken over
     */
    Optional<String> activeHolder(String holder) throws IOException {
        if (ProcessLeases.hasRun(holder)) {
            return Optional.of("another run of this process");
        }
        HeartbeatText heartbeat = leases.heartbeat(holder);
        if (!hasEnded(holder, heartbeat) && !isSilent(holder, heartbeat)) {
            return Optional.of(heartbeat.describe());
        }
        return job(heartbeat) == JobState.RUNNING ? Optional.of(heartbeat.describe()) : Optional.empty();
    }

    /** Whether a holder and its job are known to write no more. */
    boolean hasStopped(String holder) {
        try {
            HeartbeatText heartbeat = leases.heartbeat(holder);
            return !heartbeat.isEmpty()
                    && !ProcessLeases.hasRun(holder)
                    && hasEnded(holder, heartbeat)
                    && job(heartbeat) == JobState.ENDED;
        } catch (IOException unknown) {
            return false;
        }
    }

    private boolean hasEnded(String holder, HeartbeatText heartbeat) throws IOException {
        return heartbeat.isEmpty() || heartbeat.isDetached() || leases.process(holder) == LeaseStore.ProcessState.ENDED;
    }

    /** State of a holder's job. A cluster without an answer counts as running until the patience is over. */
    private JobState job(HeartbeatText heartbeat) {
        Optional<String> job = heartbeat.job();
        if (job.isEmpty()) {
            return JobState.ENDED;
        }
        JobState state = jobs.state(job.get());
        String subject = "job " + job.get();
        if (state != JobState.UNKNOWN) {
            observer.forget(subject);
            return state;
        }
        Duration silence = observer.silence(subject, "");
        return silence.compareTo(times.patience()) >= 0 ? state : JobState.RUNNING;
    }

    /**
     * Observes all holders until none is {@link State#UNDECIDED}: a few seconds for those that are alive, and the
     * patience of {@link #times} for those that are not.
     *
     * @param waiting called once with the number of undecided holders, unless there are none
     */
    public void awaitDecisions(IntConsumer waiting) throws IOException, InterruptedException {
        Collection<String> holders = leases.holders();
        boolean reported = false;
        while (true) {
            int undecided = 0;
            for (String holder : holders) {
                undecided += of(holder) == State.UNDECIDED ? 1 : 0;
            }
            if (undecided == 0) {
                return;
            }
            if (!reported) {
                waiting.accept(undecided);
                reported = true;
            }
            Duration period = times.period();
            observer.pause(period.compareTo(MAX_PAUSE) < 0 ? period : MAX_PAUSE);
        }
    }
}
