package org.dcd.pipelines.store.lease;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.dcd.pipelines.store.files.BeamFolder;
import org.dcd.schemas.stage.StageId;

/**
 * Leases on a file system that can write, list and delete files.
 *
 * <p>If the file system can {@linkplain BeamFolder#createsExclusively create files exclusively}, a lease is the file
 * with the highest number in its folder. The file contains the id of the holder. A lease is taken, also from an expired
 * holder, by creating the file with the next number. It is released by deleting this file and those with lower numbers.
 *
 * <p>Otherwise a lease is a file with the name of its holder. A process that wants the lease first writes its file and
 * then lists the folder. Of two processes, at least the later one sees the file of the other, and a process that sees
 * another file withdraws. Both may withdraw and try again, but both never hold the lease, as long as a listing shows
 * all files that were written before it began.
 *
 * @param root the store
 * @param mirror folder of this machine that mirrors the store
 */
public record RemoteLeases(BeamFolder root, Path mirror) implements LeaseStore {
    private static final int MAX_BYTES = 4096;
    private static final int MAX_BYTES_WITH_STAGES = 64 << 20;
    private static final long MAX_PAUSE_MS = 300;
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

    /** File of this machine, whose lock shows that the process of a holder runs. */
    private Path alive(String holder) {
        return mirror.resolve("alive").resolve(holder);
    }

    private RemoteWork work(String kind) {
        return new RemoteWork(root, kind, new LocalWork(mirror.resolve("work").resolve(kind)));
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
            // a lease of an earlier version
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
        // A request that the client repeats finds its own file.
        if (!lease.create(next, holder.getBytes(StandardCharsets.UTF_8))
                && !holder(lease, highest + 1).equals(Optional.of(holder))) {
            return false;
        }
        // Numbers restart after a release: the expired lease may have been released and taken by another holder.
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
        return lease.read(Integer.toString(number), MAX_BYTES)
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

    /** Waits a random time, so that two processes that both withdrew do not collide again. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(Math.floorMod(UUID.randomUUID().hashCode(), MAX_PAUSE_MS));
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
            // The highest number is deleted last: while it exists, nobody creates a lower one.
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
    public Heartbeat start(String holder, String run) throws IOException {
        HeartbeatFile here = HeartbeatFile.start(alive(holder), run);
        RemoteHeartbeat heartbeat = new RemoteHeartbeat(here, alive(), holder);
        try {
            heartbeat.write();
        } catch (IOException | RuntimeException e) {
            here.close();
            throw e;
        }
        return heartbeat;
    }

    /** A file of the store, and a locked file of this machine. */
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
            byte[] text = here.text().getBytes(StandardCharsets.UTF_8);
            alive.write(holder, out -> out.write(text));
        }

        @Override
        public synchronized void setJob(String job) throws IOException {
            here.setJob(job);
            send();
        }

        @Override
        public synchronized void detach() throws IOException {
            ended = true;
            here.detach();
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
    public HeartbeatText heartbeat(String holder) throws IOException {
        return text(holder, MAX_BYTES);
    }

    @Override
    public Set<String> stages(String holder) throws IOException {
        return text(holder, MAX_BYTES_WITH_STAGES).stages();
    }

    private HeartbeatText text(String holder, int maxBytes) throws IOException {
        return alive().read(holder, maxBytes)
                .map(bytes -> new HeartbeatText(new String(bytes, StandardCharsets.UTF_8)))
                .orElse(HeartbeatText.NONE);
    }

    @Override
    public ProcessState process(String holder) throws IOException {
        return Files.exists(alive(holder)) ? HeartbeatFile.process(alive(holder)) : ProcessState.UNKNOWN;
    }

    /** Paths in the store of the leases of holders that have ended. */
    public List<String> endedLeases(Liveness liveness) throws IOException {
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

    /** Path in the store of a holder's heartbeat. */
    public static String path(String holder) {
        return "leases/alive/" + holder;
    }

    @Override
    public void delete(String holder) throws IOException {
        alive().delete(holder);
        Files.deleteIfExists(alive(holder));
    }
}
