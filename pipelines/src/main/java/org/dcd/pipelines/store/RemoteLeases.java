package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.dcd.schemas.stage.StageId;

/**
 * Leases on a file system that can write, list and delete files.
 *
 * <p>Where it can {@linkplain ExclusiveFiles create files exclusively}, a lease is the file with the highest number in
 * its folder, which holds the id of the holder. It is taken, also from a holder that is silent, by creating the next
 * number, and released by deleting the file and those with lower numbers.
 *
 * <p>Elsewhere a lease is a file with the name of its holder. Whoever wants one writes the file first and lists then:
 * of two, at least the later one sees the other, and whoever sees another withdraws. Both may withdraw and try again;
 * both never hold it, as long as a list shows all files that were written before it began.
 */
record RemoteLeases(BeamFolder root, Mirror mirror) implements LeaseStore {
    private static final int MOST_READ = 4096;
    private static final int MOST_READ_ALL = 64 << 20;
    private static final long LONGEST_PAUSE_MS = 300;
    private static final String NUMBER = "\\d{1,9}";

    @Override
    public String location() {
        return root.location();
    }

    private BeamFolder lease(StageId id) {
        return root.in("leases").in(id.kind()).in(id.key());
    }

    private BeamFolder alive() {
        return root.in("leases").in("alive");
    }

    /** Beside what the store shows: the lock of a process of this machine. */
    private Path alive(String holder) {
        return mirror.root().resolve("alive").resolve(holder);
    }

    private RemoteWork work(String kind) {
        return new RemoteWork(root, kind, mirror.work(kind));
    }

    @Override
    public boolean take(StageId id, String holder, Optional<String> expired) throws IOException {
        BeamFolder lease = lease(id);
        return root.createsExclusively() ? takeByNumber(lease, holder, expired) : takeByName(lease, holder, expired);
    }

    private static Set<Integer> numbers(List<String> names) {
        Set<Integer> numbers = new TreeSet<>();
        names.stream().filter(name -> name.matches(NUMBER)).forEach(name -> numbers.add(Integer.parseInt(name)));
        return numbers;
    }

    private static int highest(Set<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private boolean takeByNumber(BeamFolder lease, String holder, Optional<String> expired) throws IOException {
        List<String> names = lease.list();
        for (String name : names) {
            // leases of earlier versions
            if (!name.matches(NUMBER) && !expired.equals(Optional.of(name))) {
                return false;
            }
        }
        Set<Integer> before = numbers(names);
        int highest = highest(before);
        if (highest > 0) {
            Optional<String> holds = holder(lease, highest);
            if (holds.isEmpty() || !holds.equals(expired)) {
                return holds.equals(Optional.of(holder));
            }
        }
        String next = Integer.toString(highest + 1);
        // A request that was sent twice finds its own file.
        if (!lease.create(next, ExclusiveFiles.bytes(holder))
                && !holder(lease, highest + 1).equals(Optional.of(holder))) {
            return false;
        }
        // Numbers begin anew when a lease was released: what was expired may have been released and taken by another.
        Set<Integer> now = numbers(lease.list());
        now.remove(highest + 1);
        if (!before.containsAll(now)) {
            lease.delete(next);
            return false;
        }
        lease.delete(names.stream().filter(name -> !name.matches(NUMBER)).toList());
        return true;
    }

    private static Optional<String> holder(BeamFolder lease, int number) throws IOException {
        return lease.read(Integer.toString(number), MOST_READ)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
    }

    private boolean takeByName(BeamFolder lease, String holder, Optional<String> expired) throws IOException {
        if (expired.isPresent()) {
            lease.delete(expired.get());
        }
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
    public Optional<String> holder(StageId id) throws IOException {
        BeamFolder lease = lease(id);
        List<String> names = lease.list();
        int highest = highest(numbers(names));
        return highest > 0 ? holder(lease, highest) : names.stream().findFirst();
    }

    @Override
    public void release(StageId id, String holder) throws IOException {
        BeamFolder lease = lease(id);
        List<String> names = lease.list();
        Set<Integer> numbers = numbers(names);
        int highest = highest(numbers);
        List<String> released = new ArrayList<>();
        if (names.contains(holder)) {
            released.add(holder);
        }
        if (highest > 0 && holder(lease, highest).equals(Optional.of(holder))) {
            // The highest goes last: as long as it is there, nobody creates one of the others.
            numbers.forEach(number -> released.add(Integer.toString(number)));
        }
        for (String name : released) {
            lease.delete(name);
        }
    }

    @Override
    public WorkName beginWork(StageId id, String holder, Predicate<String> stopped) throws IOException {
        return work(id.kind()).begin(id.key(), holder, stopped);
    }

    @Override
    public void endWork(StageId id, WorkName work, String holder) throws IOException {
        work(id.kind()).end(work, holder);
    }

    @Override
    public List<WorkName> works(StageId id) throws IOException {
        return work(id.kind()).of(id.key());
    }

    @Override
    public Heartbeat start(String holder, String about) throws IOException {
        HeartbeatFile here = HeartbeatFile.start(alive(holder), about);
        RemoteHeartbeat heartbeat = new RemoteHeartbeat(here, alive(), holder);
        try {
            heartbeat.write();
        } catch (IOException | RuntimeException e) {
            here.close();
            throw e;
        }
        return heartbeat;
    }

    /** In the store, and as a locked file of this machine. */
    private static final class RemoteHeartbeat implements Heartbeat {
        private final HeartbeatFile here;
        private final BeamFolder alive;
        private final String holder;
        private boolean ended;

        RemoteHeartbeat(HeartbeatFile here, BeamFolder alive, String holder) {
            this.here = here;
            this.alive = alive;
            this.holder = holder;
        }

        @Override
        public synchronized void write() throws IOException {
            if (!ended) {
                here.write();
                send();
            }
        }

        private void send() throws IOException {
            byte[] text = ExclusiveFiles.bytes(here.text());
            alive.write(holder, out -> out.write(text));
        }

        @Override
        public synchronized void name(String job) throws IOException {
            here.name(job);
            send();
        }

        @Override
        public synchronized void leave() throws IOException {
            ended = true;
            here.leave();
            send();
        }

        @Override
        public synchronized void close() throws IOException {
            ended = true;
            try {
                alive.delete(holder);
            } finally {
                here.close();
            }
        }
    }

    @Override
    public List<String> holders() throws IOException {
        return alive().list();
    }

    @Override
    public String heartbeat(String holder) throws IOException {
        return text(holder, MOST_READ);
    }

    private String text(String holder, int most) throws IOException {
        return alive().read(holder, most)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
    }

    @Override
    public ProcessState process(String holder) throws IOException {
        return Files.exists(alive(holder)) ? HeartbeatFile.process(alive(holder)) : ProcessState.UNKNOWN;
    }

    /** Where the leases of holders that have ended lie below the store. */
    List<String> endedLeases(Liveness liveness) throws IOException {
        List<String> paths = new ArrayList<>();
        for (String path : root.matches("leases/*/*/*").keySet()) {
            String[] names = path.split("/", -1);
            String name = names[3];
            if (!StageId.isKind(names[1]) || !StageId.isKey(names[2])) {
                continue;
            }
            Optional<String> holder = name.matches(NUMBER)
                    ? holder(lease(new StageId(names[1], names[2])), Integer.parseInt(name))
                    : Optional.of(name);
            if (holder.isPresent() && liveness.of(holder.get()) == Liveness.State.ENDED) {
                paths.add(path);
            }
        }
        return paths;
    }

    /** Keys of the stages that a holder's run needs. */
    Set<String> stages(String holder) throws IOException {
        Set<String> keys = new HashSet<>();
        text(holder, MOST_READ_ALL)
                .lines()
                .filter(line -> line.startsWith(Leases.STAGE))
                .forEach(line -> keys.add(line.substring(Leases.STAGE.length())));
        return keys;
    }

    /** Where a holder's heartbeat lies below the store. */
    static String path(String holder) {
        return "leases/alive/" + holder;
    }

    @Override
    public void delete(String holder) throws IOException {
        alive().delete(holder);
        Files.deleteIfExists(alive(holder));
    }
}
