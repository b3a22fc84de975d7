package org.dcd.pipelines.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.dcd.schemas.stage.StageKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stores keep to whose files are elsewhere. A mirror of its own stands for another machine. */
abstract class RemoteStoreContract extends StoreContract {
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

        store.publish(Stages.finished(store, Stages.KEY));
        assertThat(store.verify(StageKind.TEACHER, Stages.KEY)).isInstanceOf(Lookup.Present.class);
        assertThat(store.contents().leftovers()).isEmpty();
    }
}
