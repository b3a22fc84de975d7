package org.dcd.pipelines.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.dcd.pipelines.store.files.BeamFolder;
import org.dcd.pipelines.store.lease.Leases;
import org.dcd.pipelines.store.lease.RemoteLeases;
import org.dcd.schemas.FileEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract of remote stores. A separate mirror represents another machine. */
abstract class RemoteStoreContract extends StoreContract {
    private static final String HALF_WRITTEN = ".a.txt.00000000-0000-0000-0000-000000000000.tmp";

    @TempDir
    private Path mirrors;

    /** Location of a new store. */
    abstract String newLocation() throws Exception;

    /** Whether the file system creates files exclusively. */
    abstract boolean createsExclusively();

    @Override
    Store newStore() throws Exception {
        mirror();
        return RemoteStore.open(newLocation());
    }

    @Override
    Store elsewhere(Store store) {
        mirror();
        return RemoteStore.open(store.location());
    }

    private void mirror() {
        System.setProperty(
                Mirror.FOLDER, mirrors.resolve(UUID.randomUUID().toString()).toString());
    }

    @AfterEach
    void noMirror() {
        System.clearProperty(Mirror.FOLDER);
    }

    @Override
    void tamper(Store store, String stageFile, String text) throws IOException {
        BeamFolder stage = new BeamFolder(store.location() + "/stages/teacher/" + Stages.KEY);
        String stored = RemoteCheck.manifest(stage).orElseThrow().getFiles().stream()
                .filter(file -> file.getPath().equals(stageFile))
                .map(PublishedFolder::storedName)
                .findFirst()
                .orElse(stageFile);
        if (text == null) {
            stage.delete(stored);
        } else {
            stage.write(stored, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void anInterruptedPublicationIsNoStageAndIsRepeated() throws Exception {
        Store store = newStore();
        store.publish(Stages.finished(store, Stages.KEY));
        tamper(store, Manifests.FILE, null);

        assertThat(store.find(Stages.ID)).isEqualTo(new LookupResult.Missing());
        assertThat(store.contents().orphans()).hasSize(1);

        BeamFolder stage = new BeamFolder(store.location() + "/stages/teacher/" + Stages.KEY);
        stage.touch(HALF_WRITTEN);
        store.publish(Stages.finished(store, Stages.KEY));
        assertThat(store.verify(Stages.ID)).isInstanceOf(LookupResult.Present.class);
        assertThat(store.contents().orphans()).isEmpty();
        assertThat(stage.matches("*")).doesNotContainKey(HALF_WRITTEN);
    }

    @Test
    void stagesOfEarlierVersionsAreRead() throws Exception {
        Store store = newStore();
        store.publish(Stages.finished(store, Stages.KEY));
        BeamFolder stage = new BeamFolder(store.location() + "/stages/teacher/" + Stages.KEY);
        for (FileEntry file : RemoteCheck.manifest(stage).orElseThrow().getFiles()) {
            stage.move(PublishedFolder.storedName(file), stage, file.getPath());
        }

        Store other = elsewhere(store);
        assertThat(other.verify(Stages.ID)).isInstanceOf(LookupResult.Present.class);
        try (InputStream in = other.stage(Stages.ID).open("a.txt")) {
            assertThat(in).hasContent("alpha");
        }
    }

    @Test
    void aFileIsCreatedOnce() throws Exception {
        BeamFolder folder = new BeamFolder(newLocation());
        assertThat(folder.createsExclusively()).isEqualTo(createsExclusively());

        assertThat(folder.create("one", new byte[] {1})).isTrue();
        assertThat(folder.create("one", new byte[] {2})).isFalse();

        assertThat(folder.read("one", 10)).hasValue(new byte[] {1});
        assertThat(folder.matches("*")).containsOnlyKeys("one");
    }

    @Test
    void oneOfManyConcurrentCreationsSucceeds() throws Exception {
        BeamFolder folder = new BeamFolder(newLocation());
        assumeThat(folder.createsExclusively()).isTrue();
        List<Integer> created = IntStream.range(0, 8)
                .parallel()
                .filter(n -> {
                    try {
                        return folder.create("one", new byte[] {(byte) n});
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .boxed()
                .toList();

        assertThat(created).hasSize(1);
        assertThat(folder.read("one", 10)).hasValue(new byte[] {created.get(0).byteValue()});
    }

    /** Leases of earlier versions have the names of their holders, on all file systems. */
    @Test
    void aLeaseOfAnEarlierVersionIsRespected() throws Exception {
        Store store = newStore();
        BeamFolder root = new BeamFolder(store.location());
        RemoteLeases leases = new RemoteLeases(root, Mirror.of(store.location()).root());
        String earlier = "1".repeat(32);
        String later = "2".repeat(32);
        root.in("leases").in("teacher").in(Stages.KEY).touch(earlier);

        assertThat(leases.holder(Stages.ID)).contains(earlier);
        assertThat(leases.take(Stages.ID, later, Optional.empty())).isFalse();
        assertThat(leases.take(Stages.ID, later, Optional.of(earlier))).isTrue();
        assertThat(leases.holder(Stages.ID)).contains(later);
        leases.release(Stages.ID, earlier);
        assertThat(leases.holder(Stages.ID)).contains(later);
        leases.release(Stages.ID, later);
        assertThat(leases.holder(Stages.ID)).isEmpty();
    }

    /** A lease whose holder has no heartbeat, and temporary files. */
    @Test
    void filesOfACrashedRunAreOrphans() throws Exception {
        Store store = newStore();
        BeamFolder root = new BeamFolder(store.location());
        root.in("leases").in("teacher").in(Stages.KEY).touch("0123456789abcdef0123456789abcdef");
        root.in("runs").touch(HALF_WRITTEN);
        root.touch(HALF_WRITTEN);
        StoreContents contents = store.contents();
        try (Leases run = store.leases(List.of(), () -> {})) {
            assertThat(contents.orphans()).as("beside an active run").hasSize(1);
        }

        for (StoreContents.Orphan orphan : contents.orphans()) {
            assertThat(orphan.why()).isEqualTo(StoreContents.CRASHED_RUN);
            contents.delete(orphan.path());
        }

        // HDFS also lists empty folders.
        assertThat(root.matches("*")).doesNotContainKey(HALF_WRITTEN);
        assertThat(root.matches("runs/*")).isEmpty();
        assertThat(root.matches("leases/*/*/*")).isEmpty();
    }
}
