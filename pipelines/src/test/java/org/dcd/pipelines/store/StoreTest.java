package org.dcd.pipelines.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behaviour of local stores that the contract does not cover. */
class StoreTest {
    @TempDir
    private Path folder;

    private Store store() {
        return Store.open(folder.resolve("store"));
    }

    @Test
    void openAndFindCreateNothing() {
        Store store = store();

        assertThat(store.find(Stages.ID)).isEqualTo(new LookupResult.Missing());
        assertThat(folder.resolve("store")).doesNotExist();
    }

    @Test
    void aFileInPlaceOfAFolderIsBadInput() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");

        assertThatThrownBy(() -> Store.open(file.resolve("store")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file + " is a file, not a folder")
                .hasMessageContaining("--store DIR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://AKIA:pw-1@bucket/path",
                "s3://AKIA:pw/pw-1@bucket/path",
                "hdfs://ann:pw-1@host:9000/path",
                "hdfs://ann@host:9000/path",
                "s3://bucket/path?token=pw-1"
            })
    void aPasswordInALocationIsRefusedAndNotRepeated(String location) {
        assertThatThrownBy(() -> Store.open(location))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("***", "AWS_SECRET_ACCESS_KEY", "HADOOP_USER_NAME")
                .message()
                .doesNotContain("pw-1", "AKIA", "ann");
    }

    @Test
    void aLocationThatCannotBeWrittenIsBadInput() {
        assertThatThrownBy(() -> Store.open(Path.of("/proc/dcd-store")).prepare())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("/proc/dcd-store")
                .hasMessageContaining("--store DIR");
    }

    @Test
    void prepareLeavesNoProbe() throws IOException {
        store().prepare();

        assertThat(folder.resolve("store")).isEmptyDirectory();
    }

    @Test
    void aPublishedStageIsCompleteAndHasNoTemporaryFiles() throws IOException {
        Store store = store();
        StageResult result = Stages.finished(store, Stages.KEY);
        Stages.write(result.task(), ".left-over.tmp", "x");

        FinishedStage finished = store.publish(result);

        assertThat(finished.folder().list()).containsExactly("a.txt", "b.txt", Manifests.FILE);
        assertThat(store.verify(Stages.ID)).isInstanceOf(LookupResult.Present.class);
        assertThat(Path.of(result.task().work().location())).doesNotExist();
        Manifest manifest = ((LookupResult.Present) store.find(Stages.ID)).manifest();
        assertThat(manifest.getFiles()).extracting(FileEntry::getPath).containsExactly("a.txt", "b.txt");
        assertThat(manifest.getSpec()).isEqualTo("{\"width\":3}");
        assertThat(manifest.getFigures()).containsExactly(Map.entry("images", 3.0));
        assertThat(manifest.getNotes()).containsExactly("rolled back once");
        assertThat(manifest.getEnvironment()).containsKeys("java", "beam", "processors");
    }

    @Test
    void publishingAgainChangesNothing() throws IOException {
        Store store = store();
        StageResult result = Stages.finished(store, Stages.KEY);
        FinishedStage first = store.publish(result);
        Map<String, String> before = Stages.snapshot(Path.of(first.folder().location()));

        assertThat(store.publish(result)).isEqualTo(first);
        assertThat(Stages.snapshot(Path.of(first.folder().location()))).isEqualTo(before);
    }

    @Test
    void theFirstOfTwoPublicationsIsKept() throws IOException {
        Store store = store();
        store.publish(Stages.finished(store, Stages.KEY));
        StageResult late = Stages.finished(store, Stages.KEY);
        Stages.write(late.task(), "a.txt", "another attempt");

        FinishedStage finished = store.publish(late);

        assertThat(Path.of(finished.folder().location()).resolve("a.txt")).hasContent("alpha");
        assertThat(Path.of(late.task().work().location())).doesNotExist();
    }

    @Test
    void aFigureThatIsNotANumberIsRefused() throws IOException {
        Store store = store();
        StageTask<?> task = Stages.finished(store, Stages.KEY).task();
        StageResult result =
                new StageResult(task, List.of(), Map.of("loss", Double.NaN), List.of(), List.of(), Instant.EPOCH, 1);

        assertThatThrownBy(() -> store.publish(result)).hasMessageContaining("teacher reports loss = NaN");
        assertThat(store.find(Stages.ID)).isEqualTo(new LookupResult.Missing());
    }

    @Test
    void aModelWithoutItsFileIsRefused() throws IOException {
        Store store = store();
        StageTask<?> task = Stages.finished(store, Stages.KEY).task();
        ModelArtifact model =
                new ModelArtifact("teacher", "teacher.safetensors", "safetensors", "00", 1L, 1L, List.of(1, 2, 2));
        StageResult result = new StageResult(task, List.of(model), Map.of(), List.of(), List.of(), Instant.EPOCH, 1);

        assertThatThrownBy(() -> store.publish(result)).hasMessageContaining("teacher.safetensors");
    }

    @Test
    void aFailedPublicationReportsThePathAndKeepsFinishedStages() throws IOException {
        Store store = store();
        store.publish(Stages.finished(store, Stages.OTHER_KEY));
        StageResult result = Stages.finished(store, Stages.KEY);
        Files.createDirectories(folder.resolve("store/stages"));
        Path teachers = folder.resolve("store/stages/teacher");
        Files.move(teachers, folder.resolve("store/stages/moved"));
        Files.writeString(teachers, "a file in place of the folder");

        assertThatThrownBy(() -> store.publish(result))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("stage teacher could not be published to")
                .hasMessageContaining("MB free");

        Files.delete(teachers);
        Files.move(folder.resolve("store/stages/moved"), teachers);
        assertThat(store.verify(Stages.OTHER_ID)).isInstanceOf(LookupResult.Present.class);
        assertThat(store.recover(Stages.ID)).isTrue();
        assertThat(store.verify(Stages.ID)).isInstanceOf(LookupResult.Present.class);
    }

    @Test
    void stagesOfUnknownKindsAreListedAndOtherFoldersAreOrphans(@TempDir Path root) throws IOException {
        Store store = Store.open(root);
        StageId id = new StageId("kind-of-a-plug-in", Stages.KEY);
        StageTask<Stages.Spec> task = new StageTask<>(id, "mine", new Stages.Spec(3), List.of(), store.work(id));
        Stages.write(task, "a.txt", "alpha");
        store.publish(new StageResult(task, List.of(), Map.of(), List.of(), List.of(), Instant.EPOCH, 1));
        Files.createDirectories(root.resolve("stages/teacher/notes"));

        assertThat(store.contents().stages())
                .extracting(StoreContents.Stage::id)
                .containsExactly(id);
        assertThat(store.contents().orphans()).singleElement().satisfies(orphan -> {
            assertThat(orphan.path()).isEqualTo("stages/teacher/notes");
            assertThat(orphan.why()).isEqualTo(StoreContents.FOREIGN);
        });
    }
}
