package org.dcd.pipelines.store;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.function.IntConsumer;

/**
 * Tells whether holders of leases are alive: by the lock that the operating system keeps for a process of this machine,
 * otherwise by observed silence of their heartbeat.
 */
record Liveness(LeaseStore leases, JobState.Source jobs, HeartbeatObserver observer, LeaseTimes times) {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** Whether a holder, or the job that it named, may still make stages. */
    enum State {
        ALIVE,
        ENDED,
        /** Its heartbeat has not been observed for long enough. */
        UNDECIDED
    }

    static Liveness ofProcess(LeaseStore leases, JobState.Source jobs) {
        return new Liveness(leases, jobs, HeartbeatObserver.of(leases.location()), LeaseTimes.ofProcess());
    }

    /** Whether the heartbeat of a launcher has not changed for longer than is waited. */
    boolean isSilent(String holder, String heartbeat) {
        return observer.silence(holder, heartbeat).compareTo(times.patience()) >= 0;
    }

    State of(String holder) throws IOException {
        if (Leases.isOfThisProcess(holder)) {
            return State.ALIVE;
        }
        String heartbeat = leases.heartbeat(holder);
        if (heartbeat.isEmpty()) {
            // Holders show a heartbeat before they take a lease, and until they have released all.
            return State.ENDED;
        }
        return switch (LauncherStatus.job(heartbeat).map(jobs::state).orElse(JobState.ENDED)) {
            case RUNNING, UNKNOWN -> State.ALIVE;
            case ENDED, NOT_FOUND -> LauncherStatus.hasLeft(heartbeat) ? State.ENDED : ofLauncher(holder, heartbeat);
        };
    }

    private State ofLauncher(String holder, String heartbeat) throws IOException {
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

    /** What is known of a launcher now. One of another machine is alive until its silence was observed. */
    LauncherStatus launcher(String holder) throws IOException {
        String heartbeat = leases.heartbeat(holder);
        if (LauncherStatus.hasLeft(heartbeat)) {
            return new LauncherStatus(LauncherStatus.State.DETACHED, LauncherStatus.job(heartbeat));
        }
        boolean gone = !Leases.isOfThisProcess(holder)
                && (heartbeat.isEmpty() || ofLauncher(holder, heartbeat) == State.ENDED);
        return new LauncherStatus(gone ? LauncherStatus.State.ENDED : LauncherStatus.State.ALIVE, LauncherStatus.job(heartbeat));
    }

    /**
     * Observes holders until it is known of each whether it is alive: a few seconds for those that are, and as long as
     * a lease lasts for those that are not.
     *
     * @param waits called with the number of holders, once, when there are any to wait for
     */
    void await(Collection<String> holders, IntConsumer waits) throws IOException, InterruptedException {
        boolean told = false;
        while (true) {
            int undecided = 0;
            for (String holder : holders) {
                undecided += of(holder) == State.UNDECIDED ? 1 : 0;
            }
            if (undecided == 0) {
                return;
            }
            if (!told) {
                waits.accept(undecided);
                told = true;
            }
            Duration period = times.period();
            observer.pause(period.compareTo(LONGEST_PAUSE) < 0 ? period : LONGEST_PAUSE);
        }
    }
}
