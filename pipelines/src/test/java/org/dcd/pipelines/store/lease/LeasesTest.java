package org.dcd.pipelines.store.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.dcd.pipelines.store.LookupResult;
import org.dcd.pipelines.store.Stages;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leases on a clock that the test sets. The test writes the files of holders on other machines. */
class LeasesTest {
    private static final String STRANGER = "0".repeat(32);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path root;

    private final AtomicLong now = new AtomicLong(1L << 40);
    private final AtomicInteger lost = new AtomicInteger();
    private final List<Leases> begun = new ArrayList<>();
    private JobState state = JobState.ENDED;
    private LocalLeases stored;
    private Leases leases;

    @BeforeEach
    void begin() throws IOException {
        stored = new LocalLeases(root);
        leases = another();
    }

    @AfterEach
    void end() {
        begun.forEach(Leases::close);
    }

    private Leases another() throws IOException {
        Leases begin = Leases.begin(stored, liveness(), List.of(Stages.KEY), lost::incrementAndGet);
        begun.add(begin);
        return begin;
    }

    private final HeartbeatObserver observer = new HeartbeatObserver(now::get, this::pass);

    private Liveness liveness() {
        return new Liveness(stored, job -> state, observer, new LeaseTimes(PATIENCE));
    }

    /** The work folder of the last holder. */
    private WorkName latest() throws IOException {
        return new LocalWork(work("")).latest(Stages.KEY);
    }

    private Optional<String> take() {
        return leases.take(Stages.ID);
    }

    private Path work(String name) {
        return root.resolve("work/teacher").resolve(name);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /** Gives the lease to a run on another machine. */
    private void strangerHolds(String counter) throws IOException {
        assertThat(stored.take(Stages.ID, STRANGER, Optional.empty())).isTrue();
        strangerShows(counter);
    }

    private void strangerShows(String counter) throws IOException {
        Files.writeString(
                LocalLeases.alive(root).resolve(STRANGER),
                "heartbeat " + counter + "\nmachine elsewhere\nprocess 7\nstarted 2026-01-02T03:04:05Z\n");
    }

    @Test
    void aStageHasOneHolderUntilTheLeaseIsReleased() throws IOException {
        Leases second = another();
        assertThat(take()).isEmpty();
        assertThat(second.take(Stages.ID)).contains("another run of this process");
        assertThat(second.take(Stages.OTHER_ID)).isEmpty();

        leases.release(Stages.ID);

        assertThat(second.take(Stages.ID)).isEmpty();
        assertThat(take()).isPresent();
    }

    @Test
    void aLeaseIsKeptWhileTheHeartbeatOfItsHolderChanges() throws IOException {
        strangerHolds("1");
        assertThat(take()).contains("process 7 of another machine, since 2026-01-02T03:04:05Z");
        for (int heartbeat = 2; heartbeat < 10; heartbeat++) {
            pass(PATIENCE.minusMillis(1));
            assertThat(take()).isPresent();
            strangerShows(Integer.toString(heartbeat));
            assertThat(take()).isPresent();
        }

        pass(PATIENCE);

        assertThat(take()).isEmpty();
    }

    @Test
    void clocksOfOtherMachinesAreIgnored() throws IOException {
        strangerHolds("1");
        Store store = Store.open(root);
        for (Duration skew : List.of(Duration.ofMinutes(-10), Duration.ofMinutes(10), Duration.ofDays(-20000))) {
            skew(skew);
            assertThat(take()).isPresent();
            assertThat(store.launcher(STRANGER).state()).isEqualTo(LauncherStatus.State.ALIVE);
            assertThat(liveness().of(STRANGER)).isEqualTo(Liveness.State.UNDECIDED);
        }
        for (int heartbeat = 2; heartbeat < 6; heartbeat++) {
            pass(PATIENCE.minusMillis(1));
            strangerShows(Integer.toString(heartbeat));
            skew(Duration.ofMinutes(-10));
            assertThat(liveness().of(STRANGER)).isEqualTo(Liveness.State.ALIVE);
            assertThat(liveness().launcher(STRANGER).state()).isEqualTo(LauncherStatus.State.ALIVE);
        }

        pass(PATIENCE);
        skew(Duration.ofMinutes(10));
        assertThat(liveness().of(STRANGER)).isEqualTo(Liveness.State.ENDED);
        assertThat(liveness().launcher(STRANGER).state()).isEqualTo(LauncherStatus.State.ENDED);
        assertThat(take()).isEmpty();
    }

    private void skew(Duration ahead) throws IOException {
        Files.setLastModifiedTime(
                LocalLeases.alive(root).resolve(STRANGER),
                FileTime.from(Instant.now().plus(ahead)));
    }

    @Test
    void aHeartbeatDoesNotWaitForASlowStore() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger writes = new AtomicInteger();
        LeaseStore slow = new InterceptedLeaseStore(stored, operation -> {
            if (operation.equals("take") || operation.equals("holder")) {
                started.countDown();
                await(answer);
            } else if (operation.equals("write")) {
                writes.incrementAndGet();
            }
        });
        Leases run = Leases.begin(slow, liveness(), List.of(), lost::incrementAndGet);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Optional<String>> taken = threads.submit(() -> run.take(Stages.ID));
            started.await();

            threads.submit(run::heartbeat).get(1, TimeUnit.MINUTES);

            assertThat(taken).isNotDone();
            assertThat(writes).hasValue(1);
            answer.countDown();
            assertThat(taken.get()).isEmpty();
        } finally {
            answer.countDown();
            threads.shutdownNow();
            run.close();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Each operation takes 80 ms on the clock of the test. */
    @Test
    void thousandsOfLeasesOnASlowStoreOutliveThePatience() throws IOException {
        AtomicInteger operations = new AtomicInteger();
        LeaseStore slow = new InterceptedLeaseStore(stored, operation -> {
            operations.incrementAndGet();
            pass(Duration.ofMillis(80));
        });
        Leases run = Leases.begin(slow, liveness(), List.of(), lost::incrementAndGet);
        begun.add(run);
        for (int i = 0; i < 2000; i++) {
            assertThat(run.takeWithoutWork(new StageId("teacher", String.format("%032x", i))))
                    .isEmpty();
        }
        HeartbeatText before = stored.heartbeat(run.id());
        for (int heartbeat = 0; heartbeat < 24; heartbeat++) {
            operations.set(0);
            run.heartbeat();
            assertThat(operations).as("operations of a heartbeat").hasValue(1);
            assertThat(stored.heartbeat(run.id())).isNotEqualTo(before);
            before = stored.heartbeat(run.id());
            operations.set(0);
            run.check();
            assertThat(operations).hasValueBetween(1, Leases.CHECKED_AT_ONCE);
        }
        assertThat(lost).hasValue(0);

        String key = String.format("%032x", 1234);
        stored.release(new StageId("teacher", key), run.id());
        assertThat(stored.take(new StageId("teacher", key), STRANGER, Optional.empty()))
                .isTrue();
        for (int period = 0; period <= 2000 / Leases.CHECKED_AT_ONCE; period++) {
            run.check();
        }
        assertThat(lost).as("found after all leases were checked once").hasValue(1);
    }

    @Test
    void exceptionsOfTheStoreDoNotEndTheSchedule() throws IOException {
        LeaseStore failing = new InterceptedLeaseStore(stored, operation -> {
            if (operation.equals("write") || operation.equals("holder")) {
                throw new IllegalStateException("the client of the store is broken");
            }
        });
        Leases run = Leases.begin(failing, liveness(), List.of(), () -> {});
        begun.add(run);
        assertThat(run.take(Stages.OTHER_ID)).isEmpty();

        assertThatCode(run::heartbeat).doesNotThrowAnyException();
        assertThatCode(run::check).doesNotThrowAnyException();
    }

    /** POSIX releases the locks of a process on a file when the process closes any of its channels. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatReadsItsOwnHeartbeatKeepsItsLock() throws IOException {
        Path heartbeat = LocalLeases.alive(root).resolve(leases.id());
        String file = ":" + Files.getAttribute(heartbeat, "unix:ino") + " ";
        assertThat(Path.of("/proc/locks")).content().contains(file);

        assertThat(stored.heartbeat(leases.id()).text()).startsWith("heartbeat ");
        assertThat(stored.process(leases.id())).isEqualTo(LeaseStore.ProcessState.RUNNING);
        assertThat(liveness().stagesInUse()).contains(Stages.KEY);

        assertThat(Path.of("/proc/locks")).content().contains(file);
    }

    @Test
    void theLeaseOfAnEndedProcessOfThisMachineIsFree() throws IOException {
        strangerHolds("1");
        Files.writeString(
                LocalLeases.alive(root).resolve(STRANGER),
                "heartbeat 1\nmachine " + HeartbeatText.MACHINE_ID + "\nprocess 7\n");

        assertThat(take()).isEmpty();
    }

    /** Creates a work folder of the stranger with a checkpoint. */
    private WorkName strangerWorks() throws IOException {
        WorkName work = stored.beginWork(Stages.ID, STRANGER, holder -> false);
        Files.writeString(work(work.folder()).resolve("checkpoint.bin"), "half-way");
        return work;
    }

    @Test
    void aSilentHolderAndItsSuccessorHaveDifferentWorkFolders() throws IOException {
        strangerHolds("1");
        Path theirs = work(strangerWorks().folder());
        take();
        pass(PATIENCE);
        assertThat(take()).isEmpty();

        Path ours = work(latest().folder());
        assertThat(ours).isNotEqualTo(theirs);
        assertThat(latest().number()).isEqualTo(2);
        assertThat(ours.resolve("checkpoint.bin")).hasContent("half-way");
        assertThat(theirs.resolve("checkpoint.bin"))
                .as("the silent holder may continue")
                .hasContent("half-way");
        Files.writeString(theirs.resolve("a.txt"), "written by the silent holder");
        Store store = Store.open(root);
        store.publish(Stages.finished(store, Stages.KEY));

        assertThat(store.verify(Stages.ID)).isInstanceOf(LookupResult.Present.class);
        assertThat(store.stage(Stages.ID).open("a.txt")).hasContent("alpha");
    }

    /** An open file keeps its identity when its folder is renamed, and differs from a copy. */
    @ParameterizedTest
    @ValueSource(strings = {"silent", "ended", "released"})
    void anOpenLogOfAnEarlierHolderDoesNotWriteToTheLogOfItsSuccessor(String how) throws IOException {
        strangerHolds("1");
        WorkName work = strangerWorks();
        Folder theirs = Folder.at(work(work.folder()).toString());
        try (ProgressLog log = ProgressLog.open(theirs)) {
            log.append(new ProgressLine(1, 1, 9, "img", Map.of(), ""));
            switch (how) {
                case "silent" -> {
                    take();
                    pass(PATIENCE);
                }
                case "ended" -> strangerEnds();
                default -> {
                    stored.endWork(Stages.ID, work, STRANGER);
                    stored.release(Stages.ID, STRANGER);
                }
            }
            assertThat(take()).isEmpty();
            log.append(new ProgressLine(2, 2, 9, "img", Map.of(), ""));
        }

        Path ours = work(latest().folder());
        assertThat(ours.resolve(ProgressLine.FILE)).content().hasLineCount(1);
        assertThat(ours.resolve("checkpoint.bin")).hasContent("half-way");
    }

    private void strangerEnds() throws IOException {
        Files.writeString(
                LocalLeases.alive(root).resolve(STRANGER),
                "heartbeat 1\nmachine " + HeartbeatText.MACHINE_ID + "\nprocess 7\n");
    }

    @Test
    void theWorkFolderOfAnEndedHolderIsRenamedAndNotCopied() throws IOException {
        strangerHolds("1");
        Path theirs = work(strangerWorks().folder());
        Object file = Files.getAttribute(theirs.resolve("checkpoint.bin"), "unix:ino");
        strangerEnds();

        assertThat(take()).isEmpty();

        assertThat(theirs).doesNotExist();
        assertThat(Files.getAttribute(work(latest().folder()).resolve("checkpoint.bin"), "unix:ino"))
                .isEqualTo(file);
    }

    @Test
    void everyHolderGetsTheNextNumber() throws IOException {
        Store store = Store.open(root);
        for (int number = 1; number < 5; number++) {
            Leases holder = another();
            assertThat(holder.take(Stages.ID)).isEmpty();
            assertThat(latest()).isEqualTo(WorkName.of(Stages.KEY, number, holder.id()));
            Stages.write(Stages.task(store, Stages.KEY), "checkpoint.bin", "of " + number);
            holder.release(Stages.ID);
        }
        assertThat(new LocalWork(work("")).of(Stages.KEY)).hasSize(1);
    }

    @Test
    void workOfEarlierVersionsIsContinued() throws IOException {
        Files.writeString(Files.createDirectories(work(Stages.KEY)).resolve("checkpoint.bin"), "one");
        Files.writeString(Files.createDirectories(work(Stages.KEY + ".2")).resolve("checkpoint.bin"), "two");
        Files.createFile(work(Stages.KEY + ".deposed"));

        assertThat(take()).isEmpty();

        assertThat(latest().number()).isEqualTo(3);
        assertThat(work(latest().folder()).resolve("checkpoint.bin")).hasContent("two");
    }

    @Test
    void aResumedHolderThatLostItsLeaseDoesNotPublish() throws IOException {
        Store store = Store.open(root);
        assertThat(take()).isEmpty();
        StageResult result = Stages.finished(store, Stages.KEY);
        Files.delete(work(Stages.KEY + LocalLeases.LEASE)
                .resolve(stored.holder(Stages.ID).orElseThrow()));
        assertThat(stored.take(Stages.ID, STRANGER, Optional.empty())).isTrue();

        leases.check();

        assertThat(lost).hasValue(1);
        assertThat(leases.hasLost()).isTrue();
        assertThatThrownBy(() -> store.publish(result))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("another run took over stage teacher");
        leases.close();
        assertThat(stored.holder(Stages.ID)).as("the lease of the other holder").contains(STRANGER);
    }

    @Test
    void aResumedHolderUsesTheStageThatItsSuccessorPublished() throws IOException {
        Store store = Store.open(root);
        assertThat(take()).isEmpty();
        store.publish(Stages.finished(store, Stages.KEY));
        assertThat(take()).isEmpty();
        StageResult late = Stages.finished(store, Stages.KEY);
        stored.release(Stages.ID, stored.holder(Stages.ID).orElseThrow());

        assertThat(store.publish(late).key()).isEqualTo(Stages.KEY);
    }

    /** A launcher that detaches from its job; afterwards only its files in the store show it. */
    private void anotherDetachesFrom(String job) throws IOException {
        Leases other = another();
        assertThat(other.take(Stages.ID)).isEmpty();
        Stages.write(Stages.task(Store.open(root), Stages.KEY), "checkpoint.bin", "half-way");
        other.setJob(job);
        other.detach();
    }

    @Test
    void aDetachedJobKeepsItsLeasesWhileItRuns() throws IOException {
        state = JobState.RUNNING;
        anotherDetachesFrom("job 17 at http://there:8081");

        assertThat(take().orElseThrow()).startsWith("job 17 at http://there:8081, since ");
        pass(PATIENCE.multipliedBy(100));
        assertThat(take()).isPresent();

        state = JobState.ENDED;
        assertThat(take()).isEmpty();
    }

    @Test
    void theJobOfAClusterThatDoesNotAnswerKeepsItsLeasesForThePatience() throws IOException {
        state = JobState.UNKNOWN;
        anotherDetachesFrom("job 17 at http://there:8081");
        assertThat(take()).isPresent();
        pass(PATIENCE.minusMillis(1));
        assertThat(take()).isPresent();

        state = JobState.RUNNING;
        assertThat(take()).isPresent();
        state = JobState.UNKNOWN;
        pass(PATIENCE);
        assertThat(take()).as("an answer resets the patience").isPresent();
        pass(PATIENCE);

        assertThat(take()).isEmpty();
        assertThat(new LocalWork(work("")).of(Stages.KEY))
                .as("the job may still run")
                .hasSize(2);
    }

    @Test
    void workersOfAJobThatIsNotFoundKeepTheirWorkFolder() throws IOException {
        state = JobState.NOT_FOUND;
        anotherDetachesFrom("job 17 at http://there:8081");

        assertThat(take()).isEmpty();
        assertThat(new LocalWork(work("")).of(Stages.KEY)).hasSize(2);
    }

    @Test
    void workFoldersThatAJobMayStillWriteAreCopied() throws IOException {
        for (boolean writes : List.of(true, false)) {
            int folders = new LocalWork(work("")).of(Stages.KEY).size();
            Leases other = another();
            assertThat(other.take(Stages.ID)).isEmpty();
            Stages.write(Stages.task(Store.open(root), Stages.KEY), "checkpoint.bin", "half-way");
            other.setJob("job 17 at http://there:8081");
            other.detach();
            Store.open(root).forget(other.id(), List.of(Stages.ID), writes);

            assertThat(take()).isEmpty();
            assertThat(new LocalWork(work("")).of(Stages.KEY)).hasSize(writes ? folders + 2 : folders);
            leases.release(Stages.ID);
        }
    }

    @Test
    void theJobOfAKilledLauncherKeepsItsLeases() throws IOException {
        state = JobState.RUNNING;
        assertThat(stored.take(Stages.ID, STRANGER, Optional.empty())).isTrue();
        Files.writeString(
                LocalLeases.alive(root).resolve(STRANGER),
                "heartbeat 1\nmachine " + HeartbeatText.MACHINE_ID + "\nprocess 7\n"
                        + HeartbeatText.jobLine("job 17 at http://there:8081", false) + "stage " + Stages.OTHER_KEY
                        + "\n");

        assertThat(take()).isPresent();
        assertThat(liveness().stagesInUse()).contains(Stages.OTHER_KEY);

        state = JobState.ENDED;
        assertThat(liveness().stagesInUse()).doesNotContain(Stages.OTHER_KEY);
        assertThat(take()).isEmpty();
    }

    @Test
    void aLiveLauncherKeepsItsLeasesAfterItsJobHasEnded() throws IOException {
        Leases other = another();
        assertThat(other.take(Stages.ID)).isEmpty();
        other.setJob("job 17 at http://there:8081");

        assertThat(take()).isPresent();
        assertThat(Store.open(root).launcher(other.id()))
                .isEqualTo(new LauncherStatus(LauncherStatus.State.ALIVE, Optional.of("job 17 at http://there:8081")));
        other.detach();

        assertThat(take()).isEmpty();
        assertThat(Store.open(root).launcher(other.id()).state()).isEqualTo(LauncherStatus.State.DETACHED);
        Store.open(root).forget(other.id(), List.of(Stages.ID), false);
        assertThat(Store.open(root).launcher(other.id()).state()).isEqualTo(LauncherStatus.State.ENDED);
    }

    @Test
    void revokedWorkFoldersAreCopied() throws IOException {
        Store store = Store.open(root);
        assertThat(take()).isEmpty();
        Stages.write(Stages.task(store, Stages.KEY), "checkpoint.bin", "half-way");
        StageResult late = Stages.finished(store, Stages.KEY);

        leases.revokeAll();
        assertThat(take()).isEmpty();

        assertThat(late.task().work().location())
                .isNotEqualTo(work(latest().folder()).toString());
        assertThat(Path.of(late.task().work().location()).resolve("checkpoint.bin"))
                .exists();
        assertThat(work(latest().folder()).resolve("checkpoint.bin")).hasContent("half-way");
    }

    @Test
    void anAddressOfSeveralLinesIsRefused() {
        assertThatThrownBy(() -> leases.setJob("job 1 at http://a\nstage x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one line");
    }

    @Test
    void oneOfManyConcurrentTakeoversSucceeds() throws Exception {
        strangerHolds("1");
        List<Leases> takers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            takers.add(another());
        }
        takers.forEach(taker -> assertThat(taker.take(Stages.ID)).isPresent());
        pass(PATIENCE);
        ExecutorService threads = Executors.newFixedThreadPool(takers.size());
        try {
            CyclicBarrier together = new CyclicBarrier(takers.size());
            List<Future<Optional<String>>> answers = new ArrayList<>();
            for (Leases taker : takers) {
                Callable<Optional<String>> take = () -> {
                    together.await();
                    return taker.take(Stages.ID);
                };
                answers.add(threads.submit(take));
            }
            int taken = 0;
            for (Future<Optional<String>> answer : answers) {
                taken += answer.get(1, TimeUnit.MINUTES).isEmpty() ? 1 : 0;
            }
            assertThat(taken).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aClosedRunLeavesNoFiles() throws IOException {
        assertThat(take()).isEmpty();
        leases.close();

        assertThat(work(Stages.KEY + LocalLeases.LEASE)).doesNotExist();
        assertThat(LocalLeases.alive(root)).isEmptyDirectory();
    }

    @Test
    void aFileInPlaceOfALeaseIsReported() throws IOException {
        Path file = Files.writeString(Files.createDirectories(work("")).resolve(Stages.KEY + ".lease"), "?");

        assertThatThrownBy(this::take)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file + " is not a folder");
    }
}
