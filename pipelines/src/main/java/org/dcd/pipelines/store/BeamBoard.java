package org.dcd.pipelines.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.dcd.schemas.stage.StageKind;

/**
 * Leases on a file system that can do no more than write, list and delete files. A lease is a file with the name of its
 * holder. Whoever wants one writes the file first and lists then: of two, at least the later one sees the other, and
 * whoever sees another withdraws. So it may happen that both withdraw and try again, and never that both hold it, as
 * long as a list shows all files that were written before it began, as S3 and HDFS promise.
 *
 * <p>Unlike in a folder, a deposed holder that wakes up knows the work folder of the next. What both write there and
 * publish is the same, and files are replaced whole.
 */
record BeamBoard(BeamFolder root, Mirror mirror, Jobs jobs) implements LeaseBoard {
    /** A run of another machine that has not stirred for so long has ended. */
    private static final Duration ENDED = Duration.ofDays(1);

    private static final int MOST_READ = 4096;
    private static final long LONGEST_PAUSE_MS = 300;

    @Override
    public String location() {
        return root.location();
    }

    private BeamFolder lease(StageKind kind, String key) {
        return root.in("leases").in(kind.id()).in(key);
    }

    private BeamFolder alive() {
        return root.in("leases").in("alive");
    }

    /** Beside what the store shows: whether a process of this machine has ended, its lock tells at once. */
    private Path alive(String holder) {
        return mirror.root().resolve("alive").resolve(holder);
    }

    @Override
    public boolean take(StageKind kind, String key, String holder) throws IOException {
        BeamFolder lease = lease(kind, key);
        if (isWantedByOthers(lease, holder)) {
            return false;
        }
        lease.touch(holder);
        if (!isWantedByOthers(lease, holder)) {
            return true;
        }
        lease.delete(holder);
        pause();
        return false;
    }

    private static boolean isWantedByOthers(BeamFolder lease, String holder) throws IOException {
        return lease.list().stream().anyMatch(other -> !other.equals(holder));
    }

    /** So that two who meet do not meet again. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(Math.floorMod(UUID.randomUUID().hashCode(), LONGEST_PAUSE_MS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<String> holder(StageKind kind, String key) throws IOException {
        return lease(kind, key).list().stream().findFirst();
    }

    @Override
    public void remove(StageKind kind, String key, String holder) throws IOException {
        lease(kind, key).delete(holder);
    }

    @Override
    public void depose(StageKind kind, String key, String holder) throws IOException {
        remove(kind, key, holder);
    }

    @Override
    public Pulse start(String holder, String about) throws IOException {
        LeasePulse here = LeasePulse.start(alive(holder), about);
        Pulse pulse = new Pulse() {
            @Override
            public void beat() throws IOException {
                here.beat();
                send();
            }

            private void send() throws IOException {
                byte[] text = Files.readAllBytes(alive(holder));
                alive().write(holder, out -> out.write(text));
            }

            @Override
            public void tell(String job) throws IOException {
                here.tell(job);
                send();
            }

            @Override
            public void leave() throws IOException {
                here.leave();
                send();
            }

            @Override
            public void close() throws IOException {
                try {
                    alive().delete(holder);
                } finally {
                    here.close();
                }
            }
        };
        try {
            pulse.beat();
        } catch (IOException e) {
            here.close();
            throw e;
        }
        return pulse;
    }

    @Override
    public String pulse(String holder) throws IOException {
        if (!alive().exists(holder)) {
            return "";
        }
        try (InputStream in = alive().open(holder)) {
            return new String(in.readNBytes(MOST_READ), StandardCharsets.UTF_8);
        }
    }

    @Override
    public boolean hasEnded(String holder) throws IOException {
        return LeasePulse.ofThisMachine(pulse(holder))
                && Files.exists(alive(holder))
                && LeasePulse.hasEnded(alive(holder));
    }

    /** Holders whose pulse is there and which are not known to have ended. */
    List<String> living() throws IOException {
        return alive().list().stream().filter(this::mayLive).toList();
    }

    /** Holders whose pulse is there although they have ended. */
    List<String> ended() throws IOException {
        return alive().list().stream().filter(holder -> !mayLive(holder)).toList();
    }

    /** Whether a stage has a holder that may live. */
    boolean isHeld(StageKind kind, String key) throws IOException {
        return holder(kind, key).filter(this::holds).isPresent();
    }

    /** A holder shows its pulse before it takes a lease and until it has given all back. */
    private boolean holds(String holder) {
        return alive().exists(holder) && mayLive(holder);
    }

    /** Where the leases of holders that have ended lie below the store. */
    List<String> endedLeases() throws IOException {
        List<String> paths = new ArrayList<>();
        for (StageKind kind : StageKind.values()) {
            String leases = "leases/" + kind.id() + "/";
            root.matches(leases + "*/*").keySet().stream()
                    .filter(path -> !holds(path.substring(path.lastIndexOf('/') + 1)))
                    .forEach(paths::add);
        }
        return paths;
    }

    private boolean mayLive(String holder) {
        try {
            if (Leases.isOfThisProcess(holder)) {
                return true;
            }
            String pulse = pulse(holder);
            JobState job = Launcher.job(pulse).map(jobs::state).orElse(JobState.ENDED);
            boolean old = alive().isOlder(holder, ENDED);
            return switch (job) {
                case RUNNING -> true;
                case UNKNOWN -> !old;
                case ENDED, FORGOTTEN -> !(Launcher.hasLeft(pulse) || hasEnded(holder) || old);
            };
        } catch (IOException inDoubt) {
            return true;
        }
    }

    /** Keys of the stages that a holder's run needs. */
    Set<String> stages(String holder) throws IOException {
        Set<String> keys = new HashSet<>();
        if (alive().exists(holder)) {
            try (InputStream in = alive().open(holder)) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith(Leases.STAGE))
                        .forEach(line -> keys.add(line.substring(Leases.STAGE.length())));
            }
        }
        return keys;
    }

    /** Where a holder's pulse lies below the store. */
    String path(String holder) {
        return "leases/alive/" + holder;
    }

    @Override
    public boolean isOld(String holder, Duration age) throws IOException {
        return alive().isOlder(holder, age);
    }

    @Override
    public void bury(String holder) throws IOException {
        alive().delete(holder);
        Files.deleteIfExists(alive(holder));
    }
}
