package org.dcd.pipelines.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.dcd.schemas.stage.StageResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recovery of a publication that crashed at each of its steps. */
class CrashTest {
    @TempDir
    private Path folder;

    private Store store;
    private StageResult result;
    private Path work;

    @BeforeEach
    void makeAStage() throws IOException {
        store = Store.open(folder.resolve("store"));
        result = Stages.finished(store, Stages.KEY);
        work = Path.of(result.task().work().location());
    }

    private void assertNoStage() {
        assertThat(store.find(Stages.ID)).isEqualTo(new LookupResult.Missing());
    }

    private byte[] manifest() throws IOException {
        return Manifests.toJson(new ManifestBuilder(result, work).build());
    }

    @Test
    void aCrashBeforeTheManifestKeepsTheCheckpoint() throws IOException {
        assertNoStage();
        assertThat(store.recover(Stages.ID)).isFalse();
        assertThat(work.resolve("checkpoint.bin")).exists();
    }

    @Test
    void anIncompleteManifestIsDeleted() throws IOException {
        byte[] whole = manifest();
        Files.write(work.resolve(Manifests.FILE), Arrays.copyOf(whole, whole.length / 2));

        assertNoStage();
        assertThat(store.recover(Stages.ID)).isFalse();
        assertThat(work.resolve(Manifests.FILE)).doesNotExist();
        assertThat(work.resolve("checkpoint.bin")).exists();
    }

    @Test
    void aCrashAfterTheManifestIsRecovered() throws IOException {
        Files.write(work.resolve(Manifests.FILE), manifest());

        assertNoStage();
        assertThat(store.recover(Stages.ID)).isTrue();
        assertThat(store.verify(Stages.ID)).isInstanceOf(LookupResult.Present.class);
        assertThat(store.stage(Stages.ID).list()).containsExactly("a.txt", "b.txt", Manifests.FILE);
    }

    @Test
    void aCrashAfterTemporaryFilesWereDeletedIsRecovered() throws IOException {
        Files.write(work.resolve(Manifests.FILE), manifest());
        Files.delete(work.resolve("checkpoint.bin"));

        assertNoStage();
        assertThat(store.recover(Stages.ID)).isTrue();
        assertThat(store.verify(Stages.ID)).isInstanceOf(LookupResult.Present.class);
    }

    @Test
    void filesThatChangedAfterTheManifestAreNotPublished() throws IOException {
        Files.write(work.resolve(Manifests.FILE), manifest());
        Files.writeString(work.resolve("a.txt"), "ALPHA");

        assertThat(store.recover(Stages.ID)).isFalse();
        assertNoStage();
    }

    @Test
    void aCrashAfterTheRenameLeavesAFinishedStage() throws IOException {
        store.publish(result);

        assertThat(store.recover(Stages.ID)).isFalse();
        assertThat(store.verify(Stages.ID)).isInstanceOf(LookupResult.Present.class);
    }
}
