package org.dcd.pipelines.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.dcd.pipelines.store.lease.HeartbeatFile;
import org.dcd.pipelines.store.lease.HeartbeatObserver;
import org.dcd.pipelines.store.lease.InterceptedLeaseStore;
import org.dcd.pipelines.store.lease.JobState;
import org.dcd.pipelines.store.lease.LeaseStore;
import org.dcd.pipelines.store.lease.LeaseTimes;
import org.dcd.pipelines.store.lease.Leases;
import org.dcd.pipelines.store.lease.Liveness;
import org.dcd.pipelines.store.lease.LocalLeases;
import org.dcd.pipelines.store.lease.WorkName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Garbage collection beside runs, on a clock that the test sets. The test writes the files of another machine. */
class CollectionTest {
    private static final String STRANGER = "0".repeat(32);
    private static final String STAGE = "stages/teacher/" + Stages.KEY;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path root;

    private final AtomicLong now = new AtomicLong(1L << 40);
    private final HeartbeatObserver observer = new HeartbeatObserver(now::get, this::pass);
    private JobState state = JobState.ENDED;

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private LocalLeases stored() {
        return new LocalLeases(root);
    }

    private Liveness liveness(LeaseStore leases, HeartbeatObserver times) {
        return new Liveness(leases, job -> state, times, new LeaseTimes(PATIENCE));
    }

    private LocalContents contents() {
        return new LocalContents(root, liveness(stored(), observer));
    }

    private Leases run() throws IOException {
        return Leases.begin(stored(), liveness(stored(), observer), List.of(Stages.KEY), () -> {});
    }

    /** Gives the lease to a run on another machine, with a checkpoint in its work folder. */
    private void strangerWorks() throws IOException {
        assertThat(stored().take(Stages.ID, STRANGER, Optional.empty())).isTrue();
        strangerShows("1", "");
        WorkName work = stored().beginWork(Stages.ID, STRANGER, holder -> false);
        Files.writeString(root.resolve("work/teacher").resolve(work.folder()).resolve("checkpoint.bin"), "half-way");
    }

    private void strangerShows(String counter, String lines) throws IOException {
        Path heartbeat = LocalLeases.alive(root).resolve(STRANGER);
        Files.createDirectories(heartbeat.getParent());
        Files.writeString(heartbeat, "heartbeat " + counter + "\nmachine elsewhere\nprocess 7\n" + lines);
    }

    @Test
    void aSilentRunOfAnotherMachineIsObservedForThePatience() throws Exception {
        strangerWorks();
        List<Integer> waiting = new ArrayList<>();
        long start = now.get();
        assertThat(contents().orphans()).as("before the observation").isEmpty();

        contents().awaitHeartbeats(waiting::add);

        assertThat(waiting).containsExactly(1);
        assertThat(Duration.ofNanos(now.get() - start)).isBetween(PATIENCE, PATIENCE.plusSeconds(2));
        assertThat(contents().orphans()).extracting(StoreContents.Orphan::why).contains(StoreContents.UNFINISHED);
    }

    @Test
    void aRunOfAnotherMachineIsObservedUntilItsNextHeartbeat() throws Exception {
        strangerWorks();
        HeartbeatObserver renewing = new HeartbeatObserver(now::get, time -> {
            pass(time);
            try {
                strangerShows(Long.toString(now.get()), "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        LocalContents contents = new LocalContents(root, liveness(stored(), renewing));
        long start = now.get();

        contents.awaitHeartbeats(runs -> {});

        assertThat(Duration.ofNanos(now.get() - start)).isLessThan(PATIENCE.dividedBy(10));
        assertThat(contents.orphans()).isEmpty();
    }

    /** The run begins after the collection has read the stages in use. */
    @Test
    void aStageThatANewRunNeedsIsNotCollected() throws IOException {
        Store store = Store.open(root);
        store.publish(Stages.finished(store, Stages.KEY));
        AtomicReference<Leases> late = new AtomicReference<>();
        LeaseStore entering = new InterceptedLeaseStore(stored(), operation -> {
            if (operation.equals("holders") && late.get() == null && !Files.exists(root.resolve(STAGE))) {
                late.set(run());
            }
        });
        LocalContents contents = new LocalContents(root, liveness(entering, observer));

        assertThat(contents.delete(STAGE)).isFalse();
        assertThat(late.get()).isNotNull();
        assertThat(store.verify(Stages.ID)).isInstanceOf(LookupResult.Present.class);

        late.get().close();
        assertThat(contents.delete(STAGE)).isTrue();
        assertThat(store.find(Stages.ID)).isEqualTo(new LookupResult.Missing());
    }

    @Test
    void aStageThatARunMakesAgainIsNotCollected() throws IOException {
        Store store = Store.open(root);
        store.publish(Stages.finished(store, Stages.KEY));
        try (Leases run = Leases.begin(stored(), liveness(stored(), observer), List.of(), () -> {})) {
            assertThat(run.take(Stages.ID)).isEmpty();

            assertThat(contents().delete(STAGE)).isFalse();

            run.release(Stages.ID);
            assertThat(contents().delete(STAGE)).isTrue();
        }
    }

    @Test
    void theStagesOfARunningJobAreNotCollected() throws Exception {
        strangerWorks();
        strangerShows("1", "job  job 17 at http://there:8081\nstage " + Stages.OTHER_KEY + "\n");
        state = JobState.RUNNING;
        contents().awaitHeartbeats(runs -> {});
        assertThat(contents().inUse()).containsExactly(Stages.OTHER_KEY);
        assertThat(contents().orphans()).isEmpty();

        state = JobState.ENDED;
        contents().awaitHeartbeats(runs -> {});
        assertThat(contents().inUse()).isEmpty();
        assertThat(contents().orphans()).isNotEmpty();
    }

    @Test
    void workFoldersOfEarlierVersionsAreOneOrphan() throws IOException {
        Path work = root.resolve("work/teacher");
        Files.writeString(Files.createDirectories(work.resolve(Stages.KEY)).resolve("checkpoint.bin"), "one");
        Files.writeString(
                Files.createDirectories(work.resolve(Stages.KEY + ".2")).resolve("checkpoint.bin"), "two");
        Files.createFile(work.resolve(Stages.KEY + ".deposed"));

        assertThat(contents().orphans()).hasSize(1);
        assertThat(contents().delete(contents().orphans().get(0).path())).isTrue();
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void filesOfARunThatCrashedAtItsStartAreOrphans() throws IOException {
        Path alive = Files.createDirectories(LocalLeases.alive(root));
        Path heartbeat = Files.createFile(alive.resolve(HeartbeatFile.NEW + STRANGER));
        Path probe = Files.createFile(root.resolve(".probe-" + new UUID(1, 2)));

        assertThat(contents().orphans())
                .extracting(StoreContents.Orphan::path)
                .containsExactlyInAnyOrder(
                        root.relativize(heartbeat).toString(),
                        root.relativize(probe).toString());
    }
}
