package org.dcd.pipelines.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.dcd.schemas.stage.StageKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stores keep to whose files are elsewhere. A mirror of its own stands for another machine. */
abstract class RemoteStoreContract extends StoreContract {
    private static final String HALF_WRITTEN = ".a.txt.00000000-0000-0000-0000-000000000000.tmp";

    @TempDir
    private Path mirrors;

    /** A place where nothing is. */
    abstract String newLocation() throws Exception;

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
        if (text == null) {
            stage.delete(stageFile);
        } else {
            stage.write(stageFile, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void aPublicationThatWasCutOffIsNothingAndIsMadeGood() throws Exception {
        Store store = newStore();
        store.publish(Stages.finished(store, Stages.KEY));
        tamper(store, Manifests.FILE, null);

        assertThat(store.find(StageKind.TEACHER, Stages.KEY)).isEqualTo(new Lookup.Missing());
        assertThat(store.contents().leftovers()).hasSize(1);

        BeamFolder stage = new BeamFolder(store.location() + "/stages/teacher/" + Stages.KEY);
        stage.touch(HALF_WRITTEN);
        store.publish(Stages.finished(store, Stages.KEY));
        assertThat(store.verify(StageKind.TEACHER, Stages.KEY)).isInstanceOf(Lookup.Present.class);
        assertThat(store.contents().leftovers()).isEmpty();
        assertThat(stage.matches("*")).doesNotContainKey(HALF_WRITTEN);
    }

    /** A lease whose holder shows no pulse, and files that were being written. */
    @Test
    void whatAKilledRunLeftIsTidiedAway() throws Exception {
        Store store = newStore();
        BeamFolder root = new BeamFolder(store.location());
        root.in("leases").in("teacher").in(Stages.KEY).touch("0123456789abcdef0123456789abcdef");
        root.in("runs").touch(HALF_WRITTEN);
        root.touch(HALF_WRITTEN);
        StoreContents contents = store.contents();
        try (Leases run = store.leases(List.of(), () -> {})) {
            assertThat(contents.leftovers()).as("beside a run at work").hasSize(1);
        }

        for (StoreContents.Leftover leftover : contents.leftovers()) {
            assertThat(leftover.why()).isEqualTo(StoreContents.CUT_OFF_RUN);
            contents.delete(leftover.path());
        }

        // HDFS lists empty folders, too.
        assertThat(root.matches("*")).doesNotContainKey(HALF_WRITTEN);
        assertThat(root.matches("runs/*")).isEmpty();
        assertThat(root.matches("leases/*/*/*")).isEmpty();
    }
}
