package org.dcd.pipelines.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dcd.pipelines.experiment.CanonicalJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which settings enter the keys of stages. */
class StageKeysTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Planned.write(folder, Planned.EXPERIMENT, "ten images");
    }

    private Plan plan(String... overrides) {
        return Planned.in(folder, overrides);
    }

    private Set<String> changed(Plan other) {
        Map<String, String> before = Planned.keys(plan());
        return Planned.keys(other).entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theLocationOfTheDataIsNotInKeys(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("experiment.yaml"), Planned.EXPERIMENT.replace("images.bin", "copied.bin"));
        Files.copy(folder.resolve("images.bin"), elsewhere.resolve("copied.bin"));

        assertThat(Planned.keys(Planned.in(elsewhere))).isEqualTo(Planned.keys(plan()));
    }

    @Test
    void otherDataChangesAllKeys(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("experiment.yaml"), Planned.EXPERIMENT);
        Files.writeString(elsewhere.resolve("images.bin"), "TEN images");

        assertThat(changed(Planned.in(elsewhere)))
                .isEqualTo(Planned.keys(plan()).keySet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seed=2 | dataset corrupt features:oracle features:proximal teacher distil export:teacher export:generator"
                        + " sample:teacher-full sample:teacher-truncated sample:generator score:observation score:teacher-full"
                        + " score:teacher-truncated score:generator score:held-out report",
                "distillation.loss.alpha=1.0 | distil export:generator sample:generator score:generator report",
                "teacher.sampler.steps=40 | sample:teacher-full sample:teacher-truncated score:teacher-full"
                        + " score:teacher-truncated report",
                "preset=reference-code | sample:teacher-full sample:teacher-truncated score:teacher-full"
                        + " score:teacher-truncated report",
                "preset=paper | distil export:generator sample:generator score:generator report",
                "teacher.training.kimg=50 | teacher distil export:teacher export:generator sample:teacher-full"
                        + " sample:teacher-truncated sample:generator score:teacher-full score:teacher-truncated"
                        + " score:generator report",
                "experiment=renamed | report",
            })
    void aSettingChangesTheKeysOfDependentStages(String override, String stages) {
        assertThat(changed(plan(override))).containsExactlyInAnyOrder(stages.split(" "));
    }

    /** Restoration adds stages and does not change the keys of others. */
    @Test
    void restorationAddsStagesAndChangesNone() {
        String methods = "restoration={images: 2, methods: [generator-prior, dps, noise2self], metrics: [psnr]}";
        Map<String, String> before = Planned.keys(plan());
        assertThat(before.keySet()).noneMatch(name -> name.contains("restore") || name.contains("compare"));

        assertThat(changed(plan(methods)))
                .contains(
                        "corrupt:held-out",
                        "restore:observation",
                        "restore:generator-prior",
                        "restore:dps",
                        "restore:noise2self",
                        "compare:observation",
                        "compare:generator-prior",
                        "compare:dps",
                        "compare:noise2self");
        before.remove("report");
        assertThat(Planned.keys(plan(methods))).containsAllEntriesOf(before);
        assertThat(CanonicalJson.key(
                        plan().stage("corrupt").orElseThrow().node().spec()))
                .doesNotContain("held-out");
    }

    @Test
    void theNotationOfASettingDoesNotChangeKeys() {
        assertThat(changed(plan("corruption.noise.sigma=5e-1", "teacher.training.kimg=1.0e2")))
                .isEmpty();
    }

    /** Teachers from before augmentation existed keep their keys. */
    @Test
    void laterComponentsAreNotInKeysWhileTheyHaveTheirDefault() {
        assertThat(teacherInKey()).contains("\"micro-batch\":0").doesNotContain("\"augment\"");
        assertThat(changed(plan("teacher.training.augment.probability=0"))).isEmpty();
        String[] on = {
            "teacher.training.augment={probability: 0.12, transforms: flips}", "teacher.network.augment-labels=9"
        };
        assertThat(teacherInKey(on)).contains("\"augment\":{\"probability\":0.12,\"transforms\":\"flips\"}");
    }

    private String teacherInKey(String... overrides) {
        return CanonicalJson.key(
                plan(overrides).stage("teacher").orElseThrow().node().spec());
    }
}
