package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.loss.AmbientInpainting;
import org.dcd.transforms.loss.AmbientInpainting.HiddenScale;
import org.dcd.transforms.loss.AmbientInpainting.LossMask;
import org.dcd.transforms.loss.DistillationMethod.Target;
import org.dcd.transforms.model.SamplerSettings.StopRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PresetTest {
    private static final String INPAINTING = ExperimentFiles.GOOD
            .replace("{type: ambient-tweedie}", "{type: ambient-inpainting}")
            .replace("{type: identity}", "{type: random-mask, p: 0.5}")
            .replace("{type: gaussian, sigma: 0.5}", "{type: none}");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"default, MEASUREMENT, LEVEL", "paper, IMAGE, LEVEL", "reference-code, MEASUREMENT, VARIANCE"})
    void setsWhereTheLossIsTakenAndWhereTheTeacherStops(String preset, Target target, StopRule rule) {
        Experiment experiment = read(ExperimentFiles.GOOD, "preset=" + preset);

        assertThat(experiment.distillation().orElseThrow().target()).isEqualTo(target);
        assertThat(experiment.teacher().sampler().stopRule()).isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource({"default, MEASURED, DATA", "paper, MEASURED, LEVEL", "reference-code, FURTHER, LEVEL"})
    void setsMaskAndScaleOfInpaintingWhereThereIsInpainting(String preset, LossMask lossMask, HiddenScale scale) {
        assertThat(read(INPAINTING, "preset=" + preset).teacher().objective())
                .isEqualTo(new AmbientInpainting(0.1, LossMask.MEASURED, lossMask, scale));
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void leavesEverythingElseAsItIs(Preset preset) {
        Experiment plain = read(ExperimentFiles.GOOD);
        Experiment experiment = read("preset: " + Names.id(preset) + "\n" + ExperimentFiles.GOOD);

        assertThat(experiment.corruption()).isEqualTo(plain.corruption());
        assertThat(experiment.teacher().objective()).isEqualTo(plain.teacher().objective());
        assertThat(experiment.teacher().training()).isEqualTo(plain.teacher().training());
        assertThat(experiment.distillation().orElseThrow().training())
                .isEqualTo(plain.distillation().orElseThrow().training());
        assertThat(experiment.distillation().orElseThrow().loss())
                .isEqualTo(plain.distillation().orElseThrow().loss());
    }

    @Test
    void theDefaultIsNoPreset() {
        assertThat(read(ExperimentFiles.GOOD, "preset=default")).isEqualTo(read(ExperimentFiles.GOOD));
    }

    @Test
    void fileBasesAndOverridesTakePrecedence() {
        ExperimentFiles.write(
                folder,
                "base.yaml",
                "preset: paper\n"
                        + ExperimentFiles.GOOD
                                .replace("steps: 18", "stop-rule: level")
                                .replace("{type: sid, alpha: 1.2}", "{type: dmd}\n  target: measurement"));
        String derived = "extends: base.yaml\nexperiment: derived\npreset: reference-code\n";

        assertThat(read(derived).distillation().orElseThrow().target()).isEqualTo(Target.MEASUREMENT);
        assertThat(read(derived).teacher().sampler().stopRule()).isEqualTo(StopRule.LEVEL);
        assertThat(read(derived, "teacher.sampler.stop-rule=variance")
                        .teacher()
                        .sampler()
                        .stopRule())
                .isEqualTo(StopRule.VARIANCE);
    }

    @Test
    void thePresetOfTheFileOverridesThatOfItsBase() {
        ExperimentFiles.write(folder, "base.yaml", "preset: paper\n" + ExperimentFiles.GOOD);

        assertThat(read("extends: base.yaml\n").distillation().orElseThrow().target())
                .isEqualTo(Target.IMAGE);
        assertThat(read("extends: base.yaml\npreset: reference-code\n")
                        .distillation()
                        .orElseThrow()
                        .target())
                .isEqualTo(Target.MEASUREMENT);
        assertThat(read("extends: base.yaml\n", "preset=default")
                        .distillation()
                        .orElseThrow()
                        .target())
                .isEqualTo(Target.MEASUREMENT);
    }

    @Test
    void theResolvedExperimentContainsItsSettings() {
        Experiment experiment = read(INPAINTING, "preset=reference-code");
        String written = ExperimentYaml.write(experiment);

        assertThat(written).contains("fake-loss-mask: further", "stop-rule: variance", "target: measurement");
        assertThat(read(written)).isEqualTo(experiment);
    }

    @Test
    void missingSectionsAndTypesAreStillReported() {
        assertThatThrownBy(() -> read(
                        ExperimentFiles.GOOD.replaceFirst("(?s)distillation:.*?export", "export") + "preset: paper\n"))
                .isInstanceOf(BadInputException.class)
                .hasMessage(folder.resolve("a.yaml") + ":1:1: distillation is missing; add it");
        assertThatThrownBy(() -> read(INPAINTING.replace("{type: ambient-inpainting}", "{}"), "preset=paper"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(folder.resolve("a.yaml") + ":8:14: teacher.objective.type: missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "papr | unknown preset 'papr'; did you mean paper? known: default, paper, reference-code",
                "PAPER | unknown preset 'PAPER'; did you mean paper?",
                "[paper] | needs one of default, paper, reference-code, was a list",
                "~ | needs one of default, paper, reference-code, was '~'",
            })
    void anUnknownPresetIsRefused(String preset, String message) {
        assertThatThrownBy(() -> read("preset: " + preset + "\n" + ExperimentFiles.GOOD))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(folder.resolve("a.yaml") + ":1:9: preset: " + message);
        assertThatThrownBy(() -> read(ExperimentFiles.GOOD, "preset=" + preset))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("--set preset=" + preset + ": " + message);
    }

    private Experiment read(String text, String... overrides) {
        return ExperimentReader.read(ExperimentFiles.write(folder, "a.yaml", text), List.of(overrides));
    }
}
