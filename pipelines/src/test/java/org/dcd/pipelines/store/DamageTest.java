package org.dcd.pipelines.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged stages are found, reported with the file and the reason, and set aside. */
class DamageTest {
    @TempDir
    private Path folder;

    private Store store;
    private Path stage;
    private Path manifest;

    @BeforeEach
    void publishTwoStages() throws IOException {
        store = Store.open(folder.resolve("store"));
        stage = Path.of(
                store.publish(Stages.finished(store, Stages.KEY)).folder().location());
        manifest = stage.resolve(Manifests.FILE);
        store.publish(Stages.finished(store, Stages.OTHER_KEY));
    }

    private void assertDamaged(String... reasons) throws IOException {
        Map<String, String> before = Stages.snapshot(folder);
        assertThat(store.find(Stages.ID))
                .isInstanceOfSatisfying(LookupResult.Damaged.class, damaged -> assertThat(damaged.reason())
                        .contains(reasons)
                        .contains(stage.toString())
                        .doesNotContain("\n"));
        assertThat(Stages.snapshot(folder)).as("finding damage changes nothing").isEqualTo(before);
        assertThat(store.verify(Stages.OTHER_ID)).as("other stages").isInstanceOf(LookupResult.Present.class);
    }

    @Test
    void aMissingManifest() throws IOException {
        Files.delete(manifest);
        assertDamaged("has no manifest.json");
    }

    @Test
    void anEmptyManifest() throws IOException {
        Files.write(manifest, new byte[0]);
        assertDamaged("manifest.json cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "{\"kind\": 3}", "not json", "{\"name\": \"package\", \"version\": 1}"})
    void jsonThatIsNotAManifest(String json) throws IOException {
        Files.writeString(manifest, json);
        assertDamaged("manifest.json cannot be read");
    }

    @Test
    void theManifestOfAnotherStage() throws IOException {
        Files.copy(
                Path.of(store.stage(Stages.OTHER_ID).location(), Manifests.FILE),
                manifest,
                StandardCopyOption.REPLACE_EXISTING);
        assertDamaged("belongs to teacher " + Stages.OTHER_KEY);
    }

    @Test
    void aManifestThatListsAPathOutsideOfTheStage() throws IOException {
        Files.writeString(manifest, Files.readString(manifest).replace("\"a.txt\"", "\"../../../secret\""));
        assertDamaged("'../../../secret', which is not a file name");
    }

    @Test
    void aDeletedFile() throws IOException {
        Files.delete(stage.resolve("b.txt"));
        assertDamaged("b.txt is missing");
    }

    @Test
    void aTruncatedFile() throws IOException {
        Files.writeString(stage.resolve("a.txt"), "alp");
        assertDamaged("a.txt has 3 bytes instead of 5");
    }

    @Test
    void aFolderInPlaceOfAFile() throws IOException {
        Files.delete(stage.resolve("a.txt"));
        Files.createDirectory(stage.resolve("a.txt"));
        assertDamaged("a.txt is missing");
    }

    @Test
    void aFlippedBitIsFoundByVerify() throws IOException {
        Files.writeString(stage.resolve("a.txt"), "alphb");

        assertThat(store.find(Stages.ID)).isInstanceOf(LookupResult.Present.class);
        assertThat(store.verify(Stages.ID))
                .isInstanceOfSatisfying(LookupResult.Damaged.class, damaged -> assertThat(damaged.reason())
                        .contains("a.txt", "SHA-256 differs"));
    }

    @Test
    void noCorruptManifestMakesFindThrow() throws IOException {
        byte[] whole = Files.readAllBytes(manifest);
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            byte[] broken = Arrays.copyOf(whole, i % 2 == 0 ? random.nextInt(whole.length) : whole.length);
            byte[] noise = "\0{}[]\":,9x".getBytes(StandardCharsets.UTF_8);
            for (int n = 0; n < 3 && broken.length > 0; n++) {
                broken[random.nextInt(broken.length)] = noise[random.nextInt(noise.length)];
            }
            Files.write(manifest, broken);

            assertThat(store.find(Stages.ID)).as("mutation %d", i).isNotNull();
        }
    }

    @Test
    void aDamagedStageIsSetAsideAndNotDeleted() throws IOException {
        Files.delete(manifest);
        String first = store.setAside(Stages.ID).orElseThrow();
        assertThat(Path.of(first).resolve("a.txt")).hasContent("alpha");
        assertThat(store.find(Stages.ID)).isEqualTo(new LookupResult.Missing());

        store.publish(Stages.finished(store, Stages.KEY));
        Files.delete(manifest);
        String second = store.setAside(Stages.ID).orElseThrow();

        assertThat(second).isNotEqualTo(first);
        assertThat(store.setAside(Stages.ID)).isEmpty();
    }

    @Test
    void publishingOverADamagedStageSetsItAside() throws IOException {
        Files.delete(manifest);

        store.publish(Stages.finished(store, Stages.KEY));

        assertThat(store.verify(Stages.ID)).isInstanceOf(LookupResult.Present.class);
        assertThat(folder.resolve("store/damaged/teacher-" + Stages.KEY + "/a.txt"))
                .hasContent("alpha");
    }
}
