package org.dcd.pipelines.store;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.stage.StageKind;

/**
 * The rights of one run to make stages, against all other runs on the store. A heartbeat keeps them. The lease of a
 * process of this machine that is gone is free at once; of another, when its heartbeat has not changed for a while on
 * the clock of whoever waits, so that clocks need not agree. A holder that was deposed while it stood still is told
 * when it wakes up; until then it writes to a work folder that nobody else uses.
 */
public final class Leases implements AutoCloseable {
    static final String STAGE = "stage ";

    private static final String STARTED = "started ";
    private static final String PROCESS = "process ";
    /** Runs of this process, which are alive. */
    private static final Set<String> LIVE = ConcurrentHashMap.newKeySet();

    private static final Map<Stage, Leases> HELD = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString().replace("-", "");
    private final LeaseBoard board;
    private final LeaseTimes times;
    private final LongSupplier nanos;
    private final Runnable lost;
    private final Jobs jobs;
    private final LeaseBoard.Pulse pulse;
    private final Set<Stage> held = new HashSet<>();
    private final Set<Stage> gone = new HashSet<>();
    private final Map<String, Seen> seen = new HashMap<>();
    /** Jobs whose cluster does not answer, and since when. */
    private final Map<String, Long> unanswered = new HashMap<>();

    private boolean left;

    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dcd-lease");
        thread.setDaemon(true);
        return thread;
    });

    private record Stage(String store, StageKind kind, String key) {}

    /** What a holder showed, and since when. */
    private record Seen(String pulse, long since) {}

    private Leases(
            LeaseBoard board, LeaseTimes times, LongSupplier nanos, Collection<String> stages, Runnable lost, Jobs jobs)
            throws IOException {
        this.board = board;
        this.times = times;
        this.nanos = nanos;
        this.lost = lost;
        this.jobs = jobs;
        StringBuilder about = new StringBuilder(STARTED + Instant.now() + "\n");
        stages.forEach(key -> about.append(STAGE).append(key).append('\n'));
        LIVE.add(id);
        this.pulse = board.start(id, about.toString());
    }

    /**
     * @param stages keys of all stages that the run needs, which are not to be tidied away
     * @param lost called when a lease was lost
     * @param jobs tells whether the job of a launcher that is gone is still at work
     */
    static Leases begin(LeaseBoard board, LeaseTimes times, Collection<String> stages, Runnable lost, Jobs jobs)
            throws IOException {
        Leases leases = begin(board, times, System::nanoTime, stages, lost, jobs);
        long period = times.beat().toNanos();
        leases.beats.scheduleWithFixedDelay(leases::beat, period, period, TimeUnit.NANOSECONDS);
        return leases;
    }

    /** Leases without a thread, which live by {@link #beat}. */
    static Leases begin(
            LeaseBoard board, LeaseTimes times, LongSupplier nanos, Collection<String> stages, Runnable lost, Jobs jobs)
            throws IOException {
        return new Leases(board, times, nanos, stages, lost, jobs);
    }

    /**
     * Takes the right to make a stage when nobody else has it; asking again later is how to wait.
     *
     * @return empty when it is taken, otherwise who has it, in words
     */
    public synchronized Optional<String> take(StageKind kind, String key) {
        Stage stage = new Stage(board.location(), kind, key);
        try {
            while (!board.take(kind, key, id)) {
                Optional<String> holder = board.holder(kind, key);
                if (holder.isEmpty()) {
                    continue;
                }
                if (isOfThisProcess(holder.get())) {
                    return Optional.of("another run of this process");
                }
                String text = board.pulse(holder.get());
                boolean gone = Launcher.hasLeft(text) || board.hasEnded(holder.get());
                if (!gone && !isSilent(holder.get(), text)) {
                    return Optional.of(describe(text));
                }
                JobState job = Launcher.job(text).map(this::state).orElse(JobState.ENDED);
                if (job == JobState.RUNNING) {
                    return Optional.of(describe(text));
                }
                if (gone && job == JobState.ENDED) {
                    board.remove(kind, key, holder.get());
                } else {
                    board.depose(kind, key, holder.get());
                }
            }
        } catch (IOException e) {
            throw new StoreException(
                    "the lease of " + kind.id() + " " + key + " in " + board.location() + " could not be taken: "
                            + Reasons.of(e) + "; make it writable or free space and run again",
                    e);
        }
        held.add(stage);
        gone.remove(stage);
        HELD.put(stage, this);
        return Optional.empty();
    }

    /** A cluster that has not answered for as long as one is patient with launchers is given up. */
    private JobState state(String job) {
        JobState state = jobs.state(job);
        if (state != JobState.UNKNOWN) {
            unanswered.remove(job);
            return state;
        }
        long now = nanos.getAsLong();
        Long since = unanswered.putIfAbsent(job, now);
        return since != null && now - since >= times.patience().toNanos() ? state : JobState.RUNNING;
    }

    private boolean isSilent(String holder, String text) {
        long now = nanos.getAsLong();
        Seen before = seen.get(holder);
        if (before == null || !before.pulse.equals(text)) {
            seen.put(holder, new Seen(text, now));
            return false;
        }
        return now - before.since >= times.patience().toNanos();
    }

    private static String describe(String pulse) {
        if (pulse.isEmpty()) {
            return "a run that does not say who it is";
        }
        String where = LeasePulse.ofThisMachine(pulse) ? "of this machine" : "of another machine";
        String who = Launcher.job(pulse).orElse("process " + line(pulse, PROCESS) + " " + where);
        return who + ", since " + line(pulse, STARTED);
    }

    private static String line(String pulse, String name) {
        return pulse.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("unknown");
    }

    /** Shows that this run is alive, and looks whether it still has what it has taken. */
    synchronized void beat() {
        try {
            pulse.beat();
        } catch (IOException full) {
            // others may think us dead; whether they do is seen below
        }
        for (Stage stage : Set.copyOf(held)) {
            if (!isOurs(stage)) {
                held.remove(stage);
                gone.add(stage);
                lost.run();
            }
        }
    }

    private boolean isOurs(Stage stage) {
        try {
            return board.holder(stage.kind, stage.key).equals(Optional.of(id));
        } catch (IOException e) {
            // not known to be another's: the next beat tells, and publishing asks again
            return true;
        }
    }

    /** Whether leases were taken away since the last {@link #releaseAll}. */
    public synchronized boolean lostSome() {
        return !gone.isEmpty();
    }

    /** What this run is known by at its store. */
    public String id() {
        return id;
    }

    /** Names the job of a cluster that makes the stages, for whose sake they stay taken when this process ends. */
    public synchronized void tell(String job) throws IOException {
        pulse.tell(job);
    }

    /** Lets the job that was told go on by itself: what it makes stays taken as long as it is at work. */
    public synchronized void leave() throws IOException {
        beats.shutdown();
        left = true;
        held.forEach(stage -> HELD.remove(stage, this));
        held.clear();
        LIVE.remove(id);
        pulse.leave();
    }

    /** Lets others make a stage. */
    public synchronized void release(StageKind kind, String key) {
        Stage stage = new Stage(board.location(), kind, key);
        if (held.remove(stage)) {
            HELD.remove(stage, this);
            try {
                board.remove(kind, key, id);
            } catch (IOException e) {
                throw new StoreException(
                        "could not let go of the lease of " + kind.id() + " " + key + " in " + board.location() + ": "
                                + Reasons.of(e) + "; it ends with this process",
                        e);
            }
        }
    }

    /** Lets go of all stages as of those of a holder that may wake up: whoever makes them next does so elsewhere. */
    public synchronized void deposeAll() {
        for (Stage stage : Set.copyOf(held)) {
            try {
                board.depose(stage.kind, stage.key, id);
            } catch (IOException e) {
                throw new StoreException(
                        "the lease of " + stage.kind.id() + " " + stage.key + " in " + board.location()
                                + " could not be given up: " + Reasons.of(e)
                                + "; make it writable or free space and run again",
                        e);
            }
            held.remove(stage);
            HELD.remove(stage, this);
        }
    }

    /** Lets others make all stages that are not yet published. */
    public synchronized void releaseAll() {
        Set.copyOf(held).forEach(stage -> release(stage.kind, stage.key));
        gone.forEach(stage -> HELD.remove(stage, this));
        gone.clear();
    }

    /** Leases of a run of this process that took a stage, whether or not it still has it. */
    static Optional<Leases> ofProcess(LeaseBoard board, StageKind kind, String key) {
        return Optional.ofNullable(HELD.get(new Stage(board.location(), kind, key)));
    }

    static boolean isOfThisProcess(String holder) {
        return LIVE.contains(holder);
    }

    /** Whether a stage that was taken is still ours; asks the board. */
    synchronized boolean holds(StageKind kind, String key) {
        Stage stage = new Stage(board.location(), kind, key);
        return held.contains(stage) && isOurs(stage);
    }

    @Override
    public void close() {
        beats.shutdown();
        synchronized (this) {
            if (left) {
                return;
            }
            try {
                releaseAll();
            } finally {
                LIVE.remove(id);
                try {
                    pulse.close();
                } catch (IOException e) {
                    // what it leaves is taken for dead
                }
            }
        }
    }
}
