package org.dcd.pipelines.store.lease;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.pipelines.store.lease.ProcessLeases.Stage;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.stage.StageId;

/**
 * The exclusive rights of one run to make stages of a store. A heartbeat keeps them. The lease of an ended process of
 * this machine is free at once. The lease of another process is free when its heartbeat has not changed for a while on
 * the clock of the observer, so that clocks of machines need not agree.
 *
 * <p>The heartbeat has its own thread and does not wait for other operations of the store. A second thread checks
 * whether leases were taken over, a few at a time. A holder that was suspended and lost a lease works in a folder that
 * no other holder uses, see {@link WorkName}.
 */
public final class Leases implements AutoCloseable {
    /** Leases that one period checks, so that thousands of leases do not load the store. */
    static final int CHECKED_AT_ONCE = 16;

    private final String id = UUID.randomUUID().toString().replace("-", "");
    private final LeaseStore store;
    private final Liveness liveness;
    private final Runnable lost;
    private final LeaseStore.Heartbeat heartbeat;
    private final Map<Stage, Claim> held = new ConcurrentHashMap<>();
    private final Map<Stage, Claim> lostClaims = new ConcurrentHashMap<>();
    private final Queue<Stage> toCheck = new ArrayDeque<>();
    /** Guards operations that take or release leases; a heartbeat never needs it. */
    private final Object changes = new Object();

    private final ScheduledExecutorService heartbeats = thread("dcd-heartbeat");
    private final ScheduledExecutorService checks = thread("dcd-lease-check");
    private volatile boolean detached;

    /** One acquisition of a lease; another object when the lease is taken again. */
    private static final class Claim {
        private final Optional<WorkName> work;

        Claim(Optional<WorkName> work) {
            this.work = work;
        }
    }

    private Leases(LeaseStore store, Liveness liveness, Collection<String> stages, Runnable lost) throws IOException {
        this.store = store;
        this.liveness = liveness;
        this.lost = lost;
        ProcessLeases.addRun(id);
        try {
            this.heartbeat = store.start(id, HeartbeatText.runLines(stages));
        } catch (IOException | RuntimeException e) {
            ProcessLeases.removeRun(id);
            throw e;
        }
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts the heartbeat of a run that has no leases yet.
     *
     * @param stages keys of all stages that the run needs, which must not be deleted
     * @param lost called, from another thread, when another run has taken over a lease
     * @param jobs states of the jobs of launchers that have ended
     */
    public static Leases begin(LeaseStore store, Collection<String> stages, Runnable lost, JobState.Source jobs)
            throws IOException {
        Leases leases = begin(store, Liveness.ofProcess(store, jobs), stages, lost);
        long period = leases.liveness.times().period().toNanos();
        leases.heartbeats.scheduleWithFixedDelay(leases::heartbeat, period, period, TimeUnit.NANOSECONDS);
        leases.checks.scheduleWithFixedDelay(leases::check, period, period, TimeUnit.NANOSECONDS);
        return leases;
    }

    /**
     * As {@link #begin(LeaseStore, Collection, Runnable, JobState.Source)}, for a short operation: the heartbeat is
     * written once and not renewed.
     */
    public static Leases begin(LeaseStore store, Liveness liveness, Collection<String> stages, Runnable lost)
            throws IOException {
        return new Leases(store, liveness, stages, lost);
    }

    /**
     * Takes the lease of a stage when nobody else holds it, and creates a work folder with the files of an earlier
     * holder. A caller waits for a lease by calling this method again.
     *
     * @return description of the current holder; empty when this run has the lease now
     * @throws StoreException when the store cannot be read or written
     */
    public Optional<String> take(StageId stageId) {
        return take(stageId, true);
    }

    /** As {@link #take(StageId)}, but without a work folder: to delete the stage. */
    public Optional<String> takeWithoutWork(StageId stageId) {
        return take(stageId, false);
    }

    private Optional<String> take(StageId stageId, boolean toWork) {
        synchronized (changes) {
            Stage stage = new Stage(store.location(), stageId);
            try {
                if (held.containsKey(stage) && holds(stageId)) {
                    return Optional.empty();
                }
                Optional<String> other = takeLease(stageId);
                if (other.isPresent()) {
                    return other;
                }
                enter(stage, toWork);
                return Optional.empty();
            } catch (IOException e) {
                throw new StoreException(
                        "the lease of " + stageId + " in " + store.location() + " could not be taken: " + Reasons.of(e)
                                + "; free disk space or fix the permissions, then run again",
                        e);
            }
        }
    }

    /** @return description of the current holder; empty when this run has the lease now */
    private Optional<String> takeLease(StageId stageId) throws IOException {
        Optional<String> expired = Optional.empty();
        while (!store.take(stageId, id, expired)) {
            Optional<String> holder = store.holder(stageId);
            if (holder.isEmpty()) {
                continue;
            }
            Optional<String> active = liveness.activeHolder(holder.get());
            if (active.isPresent()) {
                return active;
            }
            expired = holder;
        }
        return Optional.empty();
    }

    private void enter(Stage stage, boolean toWork) throws IOException {
        Optional<WorkName> work = Optional.empty();
        if (toWork) {
            try {
                work = Optional.of(store.beginWork(stage.id(), id, liveness::hasStopped));
            } catch (IOException | RuntimeException e) {
                store.release(stage.id(), id);
                throw e;
            }
            ProcessLeases.addWork(stage, work.get(), this);
        }
        lostClaims.remove(stage);
        held.put(stage, new Claim(work));
    }

    /** Renews the heartbeat with one write. */
    void heartbeat() {
        try {
            heartbeat.write();
        } catch (Throwable failed) {
            // An exception would end the schedule. When others take the leases meanwhile, check() finds out.
            return;
        }
    }

    /** Checks the next few leases, and calls {@code lost} when another run has one of them. */
    void check() {
        try {
            if (toCheck.isEmpty()) {
                toCheck.addAll(held.keySet());
            }
            for (int n = 0; n < CHECKED_AT_ONCE && !toCheck.isEmpty(); n++) {
                check(toCheck.remove());
            }
        } catch (Throwable failed) {
            // An exception would end the schedule. The next period checks the rest; publishing checks in any case.
            return;
        }
    }

    private void check(Stage stage) {
        Claim claim = held.get(stage);
        if (claim != null && !isOurs(stage) && held.remove(stage, claim)) {
            lostClaims.put(stage, claim);
            lost.run();
        }
    }

    private boolean isOurs(Stage stage) {
        try {
            return store.holder(stage.id()).equals(Optional.of(id));
        } catch (IOException e) {
            // unknown: the next check decides, and publishing checks again
            return true;
        }
    }

    /** Whether a lease of this run holds; asks the store. */
    public boolean holds(StageId stageId) {
        Stage stage = new Stage(store.location(), stageId);
        return held.containsKey(stage) && isOurs(stage);
    }

    /** Whether other runs have taken over leases since the last {@link #releaseAll}. */
    public boolean hasLost() {
        return !lostClaims.isEmpty();
    }

    /** Id of this run in its store, unique for every run. */
    public String id() {
        return id;
    }

    /**
     * Stores the job of a cluster that makes the stages. The leases then hold while the job runs, also when this
     * process ends.
     *
     * @param job address of the job, one line; empty when no job runs any more
     */
    public void setJob(String job) throws IOException {
        heartbeat.setJob(job);
    }

    /** Ends the heartbeat but keeps the leases while the job runs that was {@linkplain #setJob set}. */
    public void detach() throws IOException {
        stop();
        synchronized (changes) {
            detached = true;
            held.forEach(this::forget);
            held.clear();
            ProcessLeases.removeRun(id);
            heartbeat.detach();
        }
    }

    private void stop() {
        heartbeats.shutdown();
        checks.shutdown();
    }

    private void forget(Stage stage, Claim claim) {
        claim.work.ifPresent(work -> ProcessLeases.removeWork(stage, work));
    }

    /** Releases a lease. This run no longer writes the work folder, and the next holder continues from it. */
    public void release(StageId stageId) {
        synchronized (changes) {
            Stage stage = new Stage(store.location(), stageId);
            Claim claim = held.remove(stage);
            if (claim == null) {
                return;
            }
            try {
                endWork(stageId, claim);
                store.release(stageId, id);
            } catch (IOException e) {
                throw new StoreException(
                        "the lease of " + stageId + " in " + store.location() + " could not be released: "
                                + Reasons.of(e) + "; it ends with this process",
                        e);
            } finally {
                forget(stage, claim);
            }
        }
    }

    /** Marks the work folder as released. Without the mark, as on a full disk, the next holder copies the folder. */
    private void endWork(StageId stageId, Claim claim) {
        claim.work.ifPresent(work -> {
            try {
                store.endWork(stageId, work, id);
            } catch (IOException unmarked) {
                return;
            }
        });
    }

    /**
     * Releases all leases while workers may still write the work folders: the next holders get copies of the folders.
     */
    public void revokeAll() {
        synchronized (changes) {
            held.forEach((stage, claim) -> {
                try {
                    store.release(stage.id(), id);
                } catch (IOException e) {
                    throw new StoreException(
                            "the lease of " + stage.id() + " in " + store.location()
                                    + " could not be released: " + Reasons.of(e)
                                    + "; free disk space or fix the permissions, then run again",
                            e);
                }
                held.remove(stage, claim);
                forget(stage, claim);
            });
        }
    }

    /** Releases all leases of stages that are not published yet. */
    public void releaseAll() {
        synchronized (changes) {
            held.keySet().forEach(stage -> release(stage.id()));
            lostClaims.forEach(this::forget);
            lostClaims.clear();
        }
    }

    @Override
    public void close() {
        stop();
        synchronized (changes) {
            if (detached) {
                return;
            }
            try {
                releaseAll();
            } finally {
                ProcessLeases.removeRun(id);
                try {
                    heartbeat.close();
                } catch (IOException e) {
                    // the file is no longer locked; other machines find its heartbeat unchanged
                }
            }
        }
    }
}
