package org.dcd.pipelines.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.stage.StageId;

/**
 * The rights of one run to make stages, against all other runs on the store. A heartbeat keeps them. The lease of a
 * process of this machine that has ended is free at once; that of another, when its heartbeat has not changed for a
 * while on the clock of whoever waits, so that clocks need not agree.
 *
 * <p>The heartbeat has a thread of its own and waits for no other operation of the store. Whether leases were taken
 * away is looked up by another thread, a few leases at a time. A holder that was suspended and lost a lease works in a
 * folder that nobody else uses, see {@link WorkName}.
 */
public final class Leases implements AutoCloseable {
    static final String STAGE = "stage ";
    /** Leases that are looked up in one period, so that thousands do not load the store. */
    static final int CHECKED_AT_ONCE = 16;

    private static final String STARTED = "started ";
    private static final String PROCESS = "process ";
    /** Runs of this process, which are alive, by their ids. */
    private static final Set<String> LIVE = ConcurrentHashMap.newKeySet();
    /** Work folders of stages that runs of this process hold; of several, that of the last. */
    private static final Map<Stage, WorkName> WORK = new ConcurrentHashMap<>();
    /** Who made a work folder, whether or not it still has the lease. */
    private static final Map<Made, Leases> MADE = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString().replace("-", "");
    private final LeaseStore store;
    private final Liveness liveness;
    private final Runnable lost;
    private final LeaseStore.Heartbeat heartbeat;
    private final Map<Stage, Claim> held = new ConcurrentHashMap<>();
    private final Map<Stage, Claim> lostClaims = new ConcurrentHashMap<>();
    private final Queue<Stage> toCheck = new ArrayDeque<>();
    /** Guards operations that take or release leases; never needed for a heartbeat. */
    private final Object changes = new Object();

    private final ScheduledExecutorService heartbeats = thread("dcd-heartbeat");
    private final ScheduledExecutorService checks = thread("dcd-lease-check");
    private volatile boolean left;

    private record Stage(String store, StageId id) {}

    private record Made(Stage stage, String folder) {}

    /** One lease that was taken; another object when it is taken again. */
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
        StringBuilder about = new StringBuilder(STARTED + Instant.now() + "\n");
        stages.forEach(key -> about.append(STAGE).append(key).append('\n'));
        LIVE.add(id);
        try {
            this.heartbeat = store.start(id, about.toString());
        } catch (IOException | RuntimeException e) {
            LIVE.remove(id);
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
     * @param stages keys of all stages that the run needs, which are not to be deleted
     * @param lost called when a lease was lost
     * @param jobs tells whether the job of a launcher that is gone is still running
     */
    static Leases begin(LeaseStore store, Collection<String> stages, Runnable lost, JobState.Source jobs) throws IOException {
        Leases leases = begin(store, Liveness.ofProcess(store, jobs), stages, lost);
        long period = leases.liveness.times().period().toNanos();
        leases.heartbeats.scheduleWithFixedDelay(leases::heartbeat, period, period, TimeUnit.NANOSECONDS);
        leases.checks.scheduleWithFixedDelay(leases::check, period, period, TimeUnit.NANOSECONDS);
        return leases;
    }

    /** Leases without threads, for which {@link #heartbeat} and {@link #check} are called. */
    static Leases begin(LeaseStore store, Liveness liveness, Collection<String> stages, Runnable lost)
            throws IOException {
        return new Leases(store, liveness, stages, lost);
    }

    /**
     * Takes the right to make a stage when nobody else has it; asking again later is how to wait. Creates a work
     * folder, with what an earlier holder made.
     *
     * @return empty when it is taken, otherwise who has it, in words
     */
    public Optional<String> take(StageId stageId) {
        return take(stageId, true);
    }

    /** As {@link #take(StageId)}, without a work folder: to delete what is there. */
    Optional<String> takeOnly(StageId stageId) {
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
                                + "; make it writable or free space and run again",
                        e);
            }
        }
    }

    /** @return empty when it is taken, otherwise who has it, in words */
    private Optional<String> takeLease(StageId stageId) throws IOException {
        Optional<String> expired = Optional.empty();
        while (!store.take(stageId, id, expired)) {
            Optional<String> holder = store.holder(stageId);
            if (holder.isEmpty()) {
                continue;
            }
            if (isOfThisProcess(holder.get())) {
                return Optional.of("another run of this process");
            }
            String text = store.heartbeat(holder.get());
            boolean gone = hasEnded(holder.get(), text);
            if (!gone && !liveness.isSilent(holder.get(), text)) {
                return Optional.of(describe(text));
            }
            if (LauncherStatus.job(text).map(this::state).orElse(JobState.ENDED) == JobState.RUNNING) {
                return Optional.of(describe(text));
            }
            expired = holder;
        }
        return Optional.empty();
    }

    private void enter(Stage stage, boolean toWork) throws IOException {
        Optional<WorkName> work = Optional.empty();
        if (toWork) {
            try {
                work = Optional.of(store.beginWork(stage.id, id, this::hasStopped));
            } catch (IOException | RuntimeException e) {
                store.release(stage.id, id);
                throw e;
            }
            WORK.put(stage, work.get());
            MADE.put(new Made(stage, work.get().folder()), this);
        }
        lostClaims.remove(stage);
        held.put(stage, new Claim(work));
    }

    private boolean hasEnded(String holder, String heartbeat) throws IOException {
        // Holders show a heartbeat before they take a lease, and until they have released all.
        return heartbeat.isEmpty()
                || LauncherStatus.hasLeft(heartbeat)
                || store.process(holder) == LeaseStore.ProcessState.ENDED;
    }

    /** Whether a holder and its job are known to write no more. */
    private boolean hasStopped(String holder) {
        try {
            String text = store.heartbeat(holder);
            return !text.isEmpty()
                    && !isOfThisProcess(holder)
                    && hasEnded(holder, text)
                    && LauncherStatus.job(text).map(this::state).orElse(JobState.ENDED) == JobState.ENDED;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** A cluster that has not answered for as long as one waits for launchers is given up. */
    private JobState state(String job) {
        JobState state = liveness.jobs().state(job);
        String subject = "job " + job;
        if (state != JobState.UNKNOWN) {
            liveness.observer().forget(subject);
            return state;
        }
        Duration silence = liveness.observer().silence(subject, "");
        return silence.compareTo(liveness.times().patience()) >= 0 ? state : JobState.RUNNING;
    }

    private static String describe(String heartbeat) {
        if (heartbeat.isEmpty()) {
            return "a run without a heartbeat";
        }
        String where = HeartbeatFile.ofThisMachine(heartbeat) ? "of this machine" : "of another machine";
        String who = LauncherStatus.job(heartbeat).orElse("process " + line(heartbeat, PROCESS) + " " + where);
        return who + ", since " + line(heartbeat, STARTED);
    }

    private static String line(String heartbeat, String name) {
        return heartbeat
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("unknown");
    }

    /** Shows that this run is alive: one write, which waits for nothing else. */
    void heartbeat() {
        try {
            heartbeat.write();
        } catch (Throwable failed) {
            // Anything thrown would end the schedule. Others may take the leases meanwhile, which check() finds.
            return;
        }
    }

    /** Looks up the next few leases, and calls {@code lost} when one is another's. */
    void check() {
        try {
            if (toCheck.isEmpty()) {
                toCheck.addAll(held.keySet());
            }
            for (int n = 0; n < CHECKED_AT_ONCE && !toCheck.isEmpty(); n++) {
                check(toCheck.remove());
            }
        } catch (Throwable failed) {
            // Anything thrown would end the schedule. What was not checked is later; publishing asks in any case.
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
            return store.holder(stage.id).equals(Optional.of(id));
        } catch (IOException e) {
            // not known to be another's: the next check tells, and publishing asks again
            return true;
        }
    }

    /** Whether leases were taken away since the last {@link #releaseAll}. */
    public boolean lostSome() {
        return !lostClaims.isEmpty();
    }

    /** What this run is known by at its store. */
    public String id() {
        return id;
    }

    /** Names the job of a cluster that makes the stages, for whose sake they stay taken when this process ends. */
    public void name(String job) throws IOException {
        heartbeat.name(job);
    }

    /** Leaves the job that was named to itself: what it makes stays taken as long as it runs. */
    public void leave() throws IOException {
        stop();
        synchronized (changes) {
            left = true;
            held.forEach(this::forget);
            held.clear();
            LIVE.remove(id);
            heartbeat.leave();
        }
    }

    private void stop() {
        heartbeats.shutdown();
        checks.shutdown();
    }

    private void forget(Stage stage, Claim claim) {
        claim.work.ifPresent(work -> {
            WORK.remove(stage, work);
            MADE.remove(new Made(stage, work.folder()));
        });
    }

    /** Lets others make a stage. The work that is left is theirs to continue: this run writes it no more. */
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
                        "could not release the lease of " + stageId + " in " + store.location() + ": " + Reasons.of(e)
                                + "; it ends with this process",
                        e);
            } finally {
                forget(stage, claim);
            }
        }
    }

    /** Marks the work as written no more. Without the mark, as on a full disk, the next holder copies what is there. */
    private void endWork(StageId stageId, Claim claim) {
        claim.work.ifPresent(work -> {
            try {
                store.endWork(stageId, work, id);
            } catch (IOException unmarked) {
                return;
            }
        });
    }

    /** Lets others make the stages while something may still write the work: whoever makes them next gets a copy. */
    public void revokeAll() {
        synchronized (changes) {
            held.forEach((stage, claim) -> {
                try {
                    store.release(stage.id, id);
                } catch (IOException e) {
                    throw new StoreException(
                            "the lease of " + stage.id + " in " + store.location()
                                    + " could not be released: " + Reasons.of(e)
                                    + "; make it writable or free space and run again",
                            e);
                }
                held.remove(stage, claim);
                forget(stage, claim);
            });
        }
    }

    /** Lets others make all stages that are not yet published. */
    public void releaseAll() {
        synchronized (changes) {
            held.keySet().forEach(stage -> release(stage.id));
            lostClaims.forEach(this::forget);
            lostClaims.clear();
        }
    }

    /** The leases of this process with which a work folder was made, whether or not they still hold the stage. */
    static Optional<Leases> ofProcess(String store, StageId stageId, String folder) {
        return Optional.ofNullable(MADE.get(new Made(new Stage(store, stageId), folder)));
    }

    /** The work folder that a run of this process has for a stage. */
    static Optional<WorkName> work(String store, StageId stageId) {
        return Optional.ofNullable(WORK.get(new Stage(store, stageId)));
    }

    static boolean isOfThisProcess(String holder) {
        return LIVE.contains(holder);
    }

    /** Whether a stage that was taken is still this run's; asks the store. */
    boolean holds(StageId stageId) {
        Stage stage = new Stage(store.location(), stageId);
        return held.containsKey(stage) && isOurs(stage);
    }

    @Override
    public void close() {
        stop();
        synchronized (changes) {
            if (left) {
                return;
            }
            try {
                releaseAll();
            } finally {
                LIVE.remove(id);
                try {
                    heartbeat.close();
                } catch (IOException e) {
                    // it is not locked any more, and found silent elsewhere
                }
            }
        }
    }
}
