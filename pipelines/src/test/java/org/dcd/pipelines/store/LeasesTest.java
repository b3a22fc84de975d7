package org.dcd.pipelines.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.dcd.schemas.stage.StageKind;
import org.dcd.schemas.stage.StageResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases on a clock that the test turns. Holders of other machines are written by hand. */
class LeasesTest {
    private static final StageKind KIND = StageKind.TEACHER;
    private static final String STRANGER = "0".repeat(32);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path root;

    private final AtomicLong now = new AtomicLong(1L << 40);
    private final AtomicInteger lost = new AtomicInteger();
    private final List<Leases> begun = new ArrayList<>();
    private JobState state = JobState.ENDED;
    private FolderBoard board;
    private Leases leases;

    @BeforeEach
    void begin() throws IOException {
        board = new FolderBoard(root);
        leases = another();
    }

    @AfterEach
    void end() {
        begun.forEach(Leases::close);
    }

    private Leases another() throws IOException {
        Leases begin = Leases.begin(
                board, new LeaseTimes(PATIENCE), now::get, List.of(Stages.KEY), lost::incrementAndGet, job -> state);
        begun.add(begin);
        return begin;
    }

    private Optional<String> take() {
        return leases.take(KIND, Stages.KEY);
    }

    private Path work(String name) {
        return root.resolve("work/teacher").resolve(name);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /** A run on another machine, which has the lease. */
    private void strangerHolds(String pulse) throws IOException {
        assertThat(board.take(KIND, Stages.KEY, STRANGER)).isTrue();
        strangerShows(pulse);
    }

    private void strangerShows(String beat) throws IOException {
        Files.writeString(
                FolderBoard.alive(root).resolve(STRANGER),
                "beat " + beat + "\nmachine elsewhere\nprocess 7\nstarted 2026-01-02T03:04:05Z\n");
    }

    @Test
    void aStageHasOneHolderAndIsFreeWhenThatLetsGo() throws IOException {
        Leases second = another();
        assertThat(take()).isEmpty();
        assertThat(second.take(KIND, Stages.KEY)).contains("another run of this process");
        assertThat(second.take(KIND, Stages.OTHER_KEY)).isEmpty();

        leases.release(KIND, Stages.KEY);

        assertThat(second.take(KIND, Stages.KEY)).isEmpty();
        assertThat(take()).isPresent();
    }

    @Test
    void theHolderIsNamedAndWaitedForAsLongAsItsHeartBeats() throws IOException {
        strangerHolds("1");
        assertThat(take()).contains("process 7 of another machine, since 2026-01-02T03:04:05Z");
        for (int beat = 2; beat < 10; beat++) {
            pass(PATIENCE.minusMillis(1));
            assertThat(take()).isPresent();
            strangerShows(Integer.toString(beat));
            assertThat(take()).isPresent();
        }

        pass(PATIENCE);

        assertThat(take()).isEmpty();
    }

    @Test
    void silenceIsMeasuredByTheWaitingRunAlone() throws IOException {
        strangerHolds("1");
        Files.setLastModifiedTime(
                FolderBoard.alive(root).resolve(STRANGER), java.nio.file.attribute.FileTime.fromMillis(0));

        assertThat(take()).as("the clock of the other machine says 1970").isPresent();
    }

    @Test
    void aRunWhoseProcessOfThisMachineIsGoneIsNotWaitedFor() throws IOException {
        strangerHolds("1");
        Files.writeString(FolderBoard.alive(root).resolve(STRANGER), "beat 1\nmachine " + Machine.ID + "\nprocess 7\n");

        assertThat(take()).isEmpty();
        assertThat(work(Stages.KEY + FolderBoard.DEPOSED))
                .as("it cannot come back")
                .doesNotExist();
    }

    @Test
    void whoWasSilentNeverWritesWhereItsSuccessorWorks() throws IOException {
        strangerHolds("1");
        Store store = Store.open(root);
        Stages.write(Stages.task(store, Stages.KEY), "checkpoint.bin", "half-way");
        take();
        pass(PATIENCE);
        assertThat(take()).isEmpty();

        assertThat(store.work(KIND, Stages.KEY).location()).endsWith(Stages.KEY + ".2");
        assertThat(work(Stages.KEY + ".2").resolve("checkpoint.bin")).hasContent("half-way");
        Files.createDirectories(work(Stages.KEY));
        Files.writeString(work(Stages.KEY).resolve("a.txt"), "written by the silent one");
        StageResult result = Stages.finished(store, Stages.KEY);
        store.publish(result);

        assertThat(store.verify(KIND, Stages.KEY)).isInstanceOf(Lookup.Present.class);
        assertThat(store.stage(KIND, Stages.KEY).open("a.txt")).hasContent("alpha");
    }

    @Test
    void whoSucceedsTheSuccessorOfASilentOneGetsAFreshFolderToo() throws IOException {
        strangerHolds("1");
        take();
        pass(PATIENCE);
        assertThat(take()).isEmpty();
        leases.release(KIND, Stages.KEY);
        Leases third = another();

        assertThat(third.take(KIND, Stages.KEY)).isEmpty();

        assertThat(Store.open(root).work(KIND, Stages.KEY).location()).endsWith(Stages.KEY + ".3");
    }

    @Test
    void aHolderThatWakesUpIsToldAndDoesNotPublish() throws IOException {
        Store store = Store.open(root);
        assertThat(take()).isEmpty();
        StageResult result = Stages.finished(store, Stages.KEY);
        Files.delete(work(Stages.KEY + FolderBoard.LEASE)
                .resolve(board.holder(KIND, Stages.KEY).orElseThrow()));
        assertThat(board.take(KIND, Stages.KEY, STRANGER)).isTrue();

        leases.beat();

        assertThat(lost).hasValue(1);
        assertThat(leases.lostSome()).isTrue();
        assertThatThrownBy(() -> store.publish(result))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("another run took over the stage teacher");
        leases.close();
        assertThat(board.holder(KIND, Stages.KEY)).as("the other's lease").contains(STRANGER);
    }

    @Test
    void whatItsSuccessorHasPublishedIsTakenByWhoWakesUp() throws IOException {
        Store store = Store.open(root);
        assertThat(take()).isEmpty();
        store.publish(Stages.finished(store, Stages.KEY));
        assertThat(take()).isEmpty();
        StageResult late = Stages.finished(store, Stages.KEY);
        board.remove(KIND, Stages.KEY, board.holder(KIND, Stages.KEY).orElseThrow());

        assertThat(store.publish(late).key()).isEqualTo(Stages.KEY);
    }

    /** A launcher of this process that leaves its job, of which nothing but what lies in the store is known then. */
    private void anotherLeavesTo(String job) throws IOException {
        Leases other = another();
        assertThat(other.take(KIND, Stages.KEY)).isEmpty();
        other.tell(job);
        other.leave();
    }

    @Test
    void whatALeftJobMakesStaysTakenAsLongAsTheJobIsAtWork() throws IOException {
        state = JobState.RUNNING;
        anotherLeavesTo("job 17 at http://there:8081");

        assertThat(take().orElseThrow()).startsWith("job 17 at http://there:8081, since ");
        pass(PATIENCE.multipliedBy(100));
        assertThat(take()).isPresent();

        state = JobState.ENDED;
        assertThat(take()).isEmpty();
        assertThat(work(Stages.KEY + FolderBoard.DEPOSED))
                .as("it is at work no more")
                .doesNotExist();
    }

    @Test
    void aClusterThatDoesNotAnswerIsWaitedForAsLongAsALauncher() throws IOException {
        state = JobState.UNKNOWN;
        anotherLeavesTo("job 17 at http://there:8081");
        assertThat(take()).isPresent();
        pass(PATIENCE.minusMillis(1));
        assertThat(take()).isPresent();

        state = JobState.RUNNING;
        assertThat(take()).isPresent();
        state = JobState.UNKNOWN;
        pass(PATIENCE);
        assertThat(take()).as("the silence begins anew").isPresent();
        pass(PATIENCE);

        assertThat(take()).isEmpty();
        assertThat(Store.open(root).work(KIND, Stages.KEY).location())
                .as("it may be at work still")
                .endsWith(Stages.KEY + ".2");
    }

    @Test
    void workersOfAForgottenJobAreNotMet() throws IOException {
        state = JobState.FORGOTTEN;
        anotherLeavesTo("job 17 at http://there:8081");

        assertThat(take()).isEmpty();
        assertThat(Store.open(root).work(KIND, Stages.KEY).location()).endsWith(Stages.KEY + ".2");
        leases.release(KIND, Stages.KEY);
        assertThat(take()).isEmpty();
        String holder = leases.id();
        leases.leave();
        Store.open(root).forget(holder, Map.of(Stages.KEY, KIND), true);
        assertThat(another().take(KIND, Stages.KEY)).isEmpty();
        assertThat(Store.open(root).work(KIND, Stages.KEY).location()).endsWith(Stages.KEY + ".4");
    }

    @Test
    void theJobOfAKilledLauncherKeepsItsStages() throws IOException {
        state = JobState.RUNNING;
        assertThat(board.take(KIND, Stages.KEY, STRANGER)).isTrue();
        Files.writeString(
                FolderBoard.alive(root).resolve(STRANGER),
                "beat 1\nmachine " + Machine.ID + "\nprocess 7\n" + Launcher.line("job 17 at http://there:8081", false)
                        + "stage " + Stages.OTHER_KEY + "\n");

        assertThat(take()).isPresent();
        assertThat(new Leftovers(root, job -> state).keysInUse()).contains(Stages.OTHER_KEY);
        assertThat(new Leftovers(root, job -> state).find()).isEmpty();

        state = JobState.ENDED;
        assertThat(new Leftovers(root, job -> state).keysInUse()).doesNotContain(Stages.OTHER_KEY);
        assertThat(new Leftovers(root, job -> state).find()).isNotEmpty();
        assertThat(take()).isEmpty();
    }

    @Test
    void aLauncherThatAttendsIsWaitedForAlsoWhenItsJobHasEnded() throws IOException {
        Leases other = another();
        assertThat(other.take(KIND, Stages.KEY)).isEmpty();
        other.tell("job 17 at http://there:8081");

        assertThat(take()).isPresent();
        assertThat(Store.open(root).launcher(other.id()))
                .isEqualTo(new Launcher(Launcher.State.ALIVE, Optional.of("job 17 at http://there:8081")));
        other.leave();

        assertThat(take()).isEmpty();
        assertThat(Store.open(root).launcher(other.id()).state()).isEqualTo(Launcher.State.LEFT);
        Store.open(root).forget(other.id(), Map.of(Stages.KEY, KIND), false);
        assertThat(Store.open(root).launcher(other.id()).state()).isEqualTo(Launcher.State.GONE);
    }

    @Test
    void whatALostJobMayStillWriteIsNotWhereItsSuccessorWorks() throws IOException {
        Store store = Store.open(root);
        assertThat(take()).isEmpty();
        Stages.write(Stages.task(store, Stages.KEY), "checkpoint.bin", "half-way");
        StageResult late = Stages.finished(store, Stages.KEY);

        leases.deposeAll();
        assertThat(take()).isEmpty();

        assertThat(work(Stages.KEY + ".2").resolve("checkpoint.bin")).hasContent("half-way");
        assertThat(late.task().work().location()).endsWith(Stages.KEY);
        assertThat(store.work(KIND, Stages.KEY).location()).endsWith(Stages.KEY + ".2");
    }

    @Test
    void anAddressThatWouldSpoilThePulseIsRefused() {
        assertThatThrownBy(() -> leases.tell("job 1 at http://a\nstage x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one line");
    }

    @Test
    void ofManyThatTakeASilentLeaseAtOnceOneGetsIt() throws Exception {
        strangerHolds("1");
        List<Leases> takers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            takers.add(another());
        }
        takers.forEach(taker -> assertThat(taker.take(KIND, Stages.KEY)).isPresent());
        pass(PATIENCE);
        ExecutorService threads = Executors.newFixedThreadPool(takers.size());
        try {
            CyclicBarrier together = new CyclicBarrier(takers.size());
            List<Future<Optional<String>>> answers = new ArrayList<>();
            for (Leases taker : takers) {
                Callable<Optional<String>> take = () -> {
                    together.await();
                    return taker.take(KIND, Stages.KEY);
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
    void aRunThatEndsLeavesNothing() throws IOException {
        assertThat(take()).isEmpty();
        leases.close();

        assertThat(work(Stages.KEY + FolderBoard.LEASE)).doesNotExist();
        assertThat(FolderBoard.alive(root)).isEmptyDirectory();
    }

    @Test
    void whatIsLeftByARunThatEndedWhileItBeganIsTidiedAway() throws IOException {
        leases.close();
        Path begun = Files.createFile(FolderBoard.alive(root).resolve(LeasePulse.NEW + STRANGER));
        Path probe = Files.createFile(root.resolve(".probe-" + new java.util.UUID(1, 2)));

        assertThat(new Leftovers(root, job -> state).find())
                .extracting(StoreContents.Leftover::path)
                .containsExactlyInAnyOrder(
                        root.relativize(begun).toString(),
                        root.relativize(probe).toString());
    }

    @Test
    void aFileInPlaceOfALeaseIsNamed() throws IOException {
        Path file = Files.writeString(Files.createDirectories(work("")).resolve(Stages.KEY + ".lease"), "?");

        assertThatThrownBy(this::take)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file + " is not a folder");
    }
}
