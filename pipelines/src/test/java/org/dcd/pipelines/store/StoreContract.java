package org.dcd.pipelines.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.beam.sdk.util.SerializableUtils;
import org.dcd.pipelines.store.files.BeamFolder;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.pipelines.store.lease.JobState;
import org.dcd.pipelines.store.lease.LauncherStatus;
import org.dcd.pipelines.store.lease.LeaseStore;
import org.dcd.pipelines.store.lease.Leases;
import org.dcd.pipelines.store.lease.LocalLeases;
import org.dcd.pipelines.store.lease.RemoteLeases;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract of all stores. */
abstract class StoreContract {
    private Store store;

    /** A new store that does not exist yet. */
    abstract Store newStore() throws Exception;

    /** The same store as another machine sees it: only the files in the store are shared. */
    abstract Store elsewhere(Store store) throws Exception;

    /** Changes a file of a finished stage without the store; null deletes the file. */
    abstract void tamper(Store store, String stageFile, String text) throws Exception;

    /** The single step of a publication that is tested on slow servers; empty for all steps. */
    OptionalInt onlyStep() {
        return OptionalInt.empty();
    }

    @BeforeEach
    void open() throws Exception {
        store = newStore();
    }

    private static String text(Folder folder, String name) throws IOException {
        try (InputStream in = folder.open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anEmptyStoreHasNothing() throws IOException {
        assertThat(store.find(Stages.ID)).isEqualTo(new LookupResult.Missing());
        assertThat(store.manifests("teacher")).isEmpty();
        assertThat(store.runs().list()).isEmpty();
        assertThat(store.contents().stages()).isEmpty();
        assertThat(store.contents().orphans()).isEmpty();
        assertThat(store.stage(Stages.ID).exists("a.txt")).isFalse();
        assertThat(store.setAside(Stages.ID)).isEmpty();
    }

    @Test
    void prepareLeavesNothing() throws IOException {
        store.prepare();

        assertThat(store.contents().stages()).isEmpty();
        assertThat(store.contents().orphans()).isEmpty();
    }

    @Test
    void aPublishedStageIsReadOnAllMachinesAndItsWorkFolderIsDeleted() throws Exception {
        store.prepare();
        FinishedStage finished = store.publish(Stages.finished(store, Stages.KEY));

        for (Store view : List.of(store, elsewhere(store))) {
            LookupResult found = view.verify(Stages.ID);
            assertThat(found).isInstanceOf(LookupResult.Present.class);
            Manifest manifest = ((LookupResult.Present) found).manifest();
            assertThat(manifest.getFiles()).extracting(FileEntry::getPath).containsExactly("a.txt", "b.txt");
            Folder stage = view.stage(Stages.ID);
            assertThat(stage.list()).containsExactly("a.txt", "b.txt", Manifests.FILE);
            assertThat(Manifests.ofJson(text(stage, Manifests.FILE).getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(manifest);
            assertThat(text(stage, "a.txt")).isEqualTo("alpha");
            assertThat(stage.size("b.txt")).isEqualTo(4);
            assertThat(stage.exists("checkpoint.bin")).isFalse();
            assertThat(view.manifests("teacher")).hasSize(1);
            assertThat(view.contents().stages()).hasSize(1);
            assertThat(view.contents().orphans()).isEmpty();
        }
        assertThat(finished.folder()).isEqualTo(store.stage(Stages.ID));
    }

    @Test
    void filesOfStagesSupportRandomAccess() throws Exception {
        store.publish(Stages.finished(store, Stages.KEY));

        try (SeekableByteChannel channel = elsewhere(store).stage(Stages.ID).openChannel("a.txt")) {
            ByteBuffer buffer = ByteBuffer.allocate(3);
            channel.position(2).read(buffer);
            assertThat(new String(buffer.array(), StandardCharsets.UTF_8)).isEqualTo("pha");
        }
    }

    @Test
    void theFirstOfTwoPublicationsIsKept() throws Exception {
        store.publish(Stages.finished(store, Stages.KEY));
        Store other = elsewhere(store);
        StageResult late = Stages.finished(other, Stages.KEY);
        Stages.write(late.task(), "a.txt", "another attempt");

        FinishedStage finished = other.publish(late);

        assertThat(text(finished.folder(), "a.txt")).isEqualTo("alpha");
        assertThat(other.contents().orphans()).isEmpty();
    }

    @Test
    void anotherMachineContinuesTheWork() throws Exception {
        StageResult begun = Stages.finished(store, Stages.KEY);
        try (OutputStream log = begun.task().work().append("log.txt")) {
            log.write("line".getBytes(StandardCharsets.UTF_8));
        }
        Stages.write(begun.task(), "checkpoint.bin", "three quarters");

        Folder there = elsewhere(store).work(Stages.ID);

        assertThat(there.list()).containsExactly("a.txt", "b.txt", "checkpoint.bin", "log.txt");
        assertThat(text(there, "checkpoint.bin")).isEqualTo("three quarters");
        assertThat(text(there, "log.txt")).isEqualTo("line");
        there.delete("checkpoint.bin");
        assertThat(there.exists("checkpoint.bin")).isFalse();
    }

    @Test
    void aStageWithFilesOfSeveralMachinesIsPublished() throws Exception {
        Store other = elsewhere(store);
        StageResult here = Stages.finished(store, Stages.KEY);
        Stages.write(Stages.task(other, Stages.KEY), "part-of-another.txt", "gamma");

        store.publish(here);

        assertThat(store.stage(Stages.ID).list()).contains("a.txt", "b.txt", "part-of-another.txt");
        assertThat(text(store.stage(Stages.ID), "part-of-another.txt")).isEqualTo("gamma");
    }

    @Test
    void aDamagedStageIsFoundSetAsideAndMadeAgain() throws Exception {
        store.publish(Stages.finished(store, Stages.KEY));
        tamper(store, "a.txt", "alphb");
        assertThat(store.verify(Stages.ID))
                .isInstanceOfSatisfying(LookupResult.Damaged.class, damaged -> assertThat(damaged.reason())
                        .contains("a.txt", "SHA-256 differs"));
        assertThat(store.contents().damage(store.contents().stages().get(0))).isPresent();

        tamper(store, "b.txt", null);
        assertThat(store.find(Stages.ID))
                .isInstanceOfSatisfying(LookupResult.Damaged.class, damaged -> assertThat(damaged.reason())
                        .contains("b.txt is missing"));

        assertThat(store.setAside(Stages.ID)).isPresent();
        assertThat(store.find(Stages.ID)).isEqualTo(new LookupResult.Missing());
        store.publish(Stages.finished(store, Stages.KEY));
        assertThat(store.verify(Stages.ID)).isInstanceOf(LookupResult.Present.class);
        assertThat(store.contents().orphans()).hasSize(1);
    }

    @Test
    void aForcedStageReplacesTheOldOneWhichIsKept() throws Exception {
        store.publish(Stages.finished(store, Stages.KEY));
        store.replaceNext(Stages.ID);
        assertThat(store.isReplacing(Stages.ID)).isTrue();
        StageResult again = Stages.finished(store, Stages.KEY);
        Stages.write(again.task(), "a.txt", "again");

        store.publish(again);

        for (Store view : List.of(store, elsewhere(store))) {
            assertThat(text(view.stage(Stages.ID), "a.txt")).isEqualTo("again");
            assertThat(view.isReplacing(Stages.ID)).isFalse();
            assertThat(view.contents().orphans())
                    .extracting(StoreContents.Orphan::why)
                    .containsExactly(StoreContents.REPLACED);
        }
    }

    /** An import publishes stages in this way. */
    @Test
    void aWorkFolderWithAManifestIsPublishedWhenItIsComplete() throws Exception {
        store.publish(Stages.finished(store, Stages.KEY));
        String manifest = text(store.stage(Stages.ID), Manifests.FILE);
        StoreContents contents = store.contents();
        contents.delete(contents.stages().get(0).path());
        StageTask<?> task = Stages.task(store, Stages.KEY);
        Stages.write(task, "a.txt", "alpha");
        Stages.write(task, Manifests.FILE, manifest);

        assertThat(store.recover(Stages.ID)).as("without b.txt").isFalse();
        Stages.write(task, "b.txt", "beta");
        Stages.write(task, Manifests.FILE, manifest);
        assertThat(store.recover(Stages.ID)).isTrue();

        assertThat(elsewhere(store).verify(Stages.ID)).isInstanceOf(LookupResult.Present.class);
        assertThat(store.contents().orphans()).isEmpty();
    }

    @Test
    void aDeletedStageIsMissing() throws Exception {
        store.publish(Stages.finished(store, Stages.KEY));
        store.publish(Stages.finished(store, Stages.OTHER_KEY));
        StoreContents contents = store.contents();

        contents.delete(contents.stages().get(0).path());

        assertThat(store.contents().stages()).hasSize(1);
        assertThat(elsewhere(store).find(Stages.ID)).isEqualTo(new LookupResult.Missing());
    }

    @Test
    void recordsOfRunsAreOverwritten() throws Exception {
        for (String text : List.of("one", "two")) {
            store.runs().write("run.json", out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        }

        assertThat(elsewhere(store).runs().list()).containsExactly("run.json");
        assertThat(text(elsewhere(store).runs(), "run.json")).isEqualTo("two");
    }

    @Test
    void aFailedWriteLeavesNoFile() throws Exception {
        assertThatThrownBy(() -> store.runs().write("run.json", out -> {
                    out.write(1);
                    throw new IOException("no more");
                }))
                .hasMessageContaining("no more");

        assertThat(store.runs().list()).isEmpty();
    }

    @Test
    void aStageHasOneHolder() throws Exception {
        store.prepare();
        Runnable lost = () -> {};
        try (Leases first = store.leases(List.of(Stages.KEY), lost);
                Leases second = elsewhere(store).leases(List.of(Stages.OTHER_KEY), lost)) {
            assertThat(first.take(Stages.ID)).isEmpty();
            assertThat(second.take(Stages.ID)).isPresent();
            assertThat(second.take(Stages.OTHER_ID)).isEmpty();
            assertThat(store.contents().inUse()).contains(Stages.KEY, Stages.OTHER_KEY);

            store.publish(Stages.finished(store, Stages.KEY));

            assertThat(second.take(Stages.ID)).isEmpty();
        }
        assertThat(store.contents().inUse()).isEmpty();
        assertThat(store.contents().orphans()).isEmpty();
    }

    @Test
    void aJobKeepsItsLeasesWithoutItsLauncher() throws Exception {
        store.prepare();
        String address = "job 17 at http://there:8081";
        AtomicReference<JobState> state = new AtomicReference<>(JobState.RUNNING);
        JobState.Source jobs = job -> job.equals(address) ? state.get() : JobState.UNKNOWN;
        Leases first = store.leases(List.of(Stages.KEY), () -> {}, jobs);
        assertThat(first.take(Stages.ID)).isEmpty();
        first.setJob(address);
        first.detach();
        first.close();

        try (Leases second = elsewhere(store).leases(List.of(), () -> {}, jobs)) {
            assertThat(second.take(Stages.ID).orElseThrow()).startsWith(address);
            assertThat(elsewhere(store).launcher(first.id()))
                    .isEqualTo(new LauncherStatus(LauncherStatus.State.DETACHED, Optional.of(address)));
            assertThat(store.contents(jobs).inUse()).containsExactly(Stages.KEY);
            assertThat(store.contents(jobs).orphans()).isEmpty();

            state.set(JobState.ENDED);

            assertThat(store.contents(jobs).inUse()).isEmpty();
            assertThat(second.take(Stages.ID)).isEmpty();
        }
        store.forget(first.id(), List.of(Stages.ID), false);
        assertThat(store.launcher(first.id()))
                .isEqualTo(new LauncherStatus(LauncherStatus.State.ENDED, Optional.empty()));
        assertThat(store.contents(jobs).orphans()).isEmpty();
    }

    @Test
    void atMostOneOfManyConcurrentRunsTakesAStage() throws Exception {
        store.prepare();
        List<Leases> runs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            runs.add(store.leases(List.of(), () -> {}));
        }
        List<Leases> winners = runs.parallelStream()
                .filter(run -> run.take(Stages.ID).isEmpty())
                .toList();
        assertThat(winners).hasSizeLessThanOrEqualTo(1);

        runs.removeAll(winners);
        winners.forEach(Leases::close);
        assertThat(runs.get(0).take(Stages.ID)).isEmpty();
        runs.forEach(Leases::close);
    }

    @Test
    void aWorkFolderInUseIsNotAnOrphan() throws Exception {
        store.prepare();
        Stages.finished(store, Stages.KEY);
        String path = store.contents().orphans().get(0).path();
        try (Leases run = store.leases(List.of(), () -> {})) {
            assertThat(run.take(Stages.ID)).isEmpty();
            assertThat(store.contents().orphans()).isEmpty();
            assertThat(store.contents().delete(path)).isFalse();
        }
        assertThat(store.contents().delete(path)).isTrue();
        assertThat(store.contents().orphans()).isEmpty();
    }

    /**
     * A publisher is suspended before each of its operations in turn, until another run has taken over the lease and
     * published the stage. Then the publisher resumes.
     */
    @Test
    void aPublisherMayBeSuspendedBeforeEveryStep() throws Exception {
        store.prepare();
        if (onlyStep().isPresent()) {
            assertThat(suspendAt(onlyStep().getAsInt(), Stages.KEY, false)).isTrue();
            return;
        }
        int steps = 0;
        for (boolean reached = true; reached; steps++) {
            reached = suspendAt(steps, String.format("%032x", steps), false);
        }
        assertThat(steps).isGreaterThan(10);
    }

    @Test
    void aPublisherOfAForcedStageMayBeSuspendedBeforeEveryStep() throws Exception {
        assumeThat(onlyStep()).as("slow servers").isEmpty();
        store.prepare();
        int steps = 0;
        for (boolean reached = true; reached; steps++) {
            String key = String.format("%032x", steps);
            store.publish(Stages.finished(store, key));
            reached = suspendAt(steps, key, true);
            assertThat(store.isReplacing(new StageId("teacher", key))).isFalse();
        }
        assertThat(steps).isGreaterThan(10);
    }

    /** @return whether the publication has a step of this number */
    private boolean suspendAt(int number, String key, boolean forced) throws Exception {
        AtomicInteger step = new AtomicInteger();
        try (Leases first = store.leases(List.of(), () -> {});
                Leases second = store.leases(List.of(), () -> {})) {
            StageResult result = made(first, key, forced, "first").orElseThrow();
            try {
                publish(result, () -> {
                    if (step.getAndIncrement() == number) {
                        succeed(first, second, key, forced);
                    }
                });
            } catch (StoreException e) {
                assertThat(e).hasMessageContaining("another run took over stage");
            }
        }
        String what = "suspended before step " + number;
        assertThat(store.verify(new StageId("teacher", key))).as(what).isInstanceOf(LookupResult.Present.class);
        Folder stage = elsewhere(store).stage(new StageId("teacher", key));
        assertThat(stage.list()).as(what).containsExactly("a.txt", "b.txt", Manifests.FILE, "who.txt");
        assertThat(text(stage, "a.txt")).as(what).isEqualTo("alpha");
        assertThat(text(stage, "who.txt")).as(what).isIn("first", "second");
        return step.get() > number;
    }

    /** Makes a stage as the holder of its lease; empty when the store has the stage. */
    private Optional<StageResult> made(Leases holder, String key, boolean forced, String who) throws IOException {
        assertThat(holder.take(new StageId("teacher", key))).isEmpty();
        if (forced && !store.isReplacing(new StageId("teacher", key))) {
            store.replaceNext(new StageId("teacher", key));
        }
        if (!forced && store.find(new StageId("teacher", key)) instanceof LookupResult.Present) {
            return Optional.empty();
        }
        if (!forced && store.recover(new StageId("teacher", key))) {
            return Optional.empty();
        }
        StageResult result = Stages.finished(store, key);
        Stages.write(result.task(), "who.txt", who);
        return Optional.of(result);
    }

    private void succeed(Leases first, Leases second, String key, boolean forced) {
        try {
            expire(first, key);
            Optional<StageResult> result = made(second, key, forced, "second");
            result.ifPresent(store::publish);
            second.release(new StageId("teacher", key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Releases the lease of a holder, as other processes do with an expired lease. */
    private void expire(Leases holder, String key) throws IOException {
        LeaseStore leases = store instanceof LocalStore local
                ? new LocalLeases(local.root())
                : new RemoteLeases(
                        new BeamFolder(store.location()),
                        Mirror.of(store.location()).root());
        leases.release(new StageId("teacher", key), holder.id());
    }

    private void publish(StageResult result, Runnable step) {
        if (store instanceof LocalStore local) {
            local.publish(result, step);
        } else {
            ((RemoteStore) store).publish(result, step);
        }
    }

    @Test
    void foldersAreSerializable() throws Exception {
        store.publish(Stages.finished(store, Stages.KEY));

        Folder sent = SerializableUtils.clone(store.stage(Stages.ID));

        assertThat(text(sent, "b.txt")).isEqualTo("beta");
        assertThat(sent).isEqualTo(store.stage(Stages.ID));
        assertThat(SerializableUtils.clone(store)).isEqualTo(store);
    }
}
