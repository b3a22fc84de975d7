package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.loss.Sid;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.NoNoise;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.metric.ProximalFd;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.Mlp;
import org.dcd.transforms.model.NoiseEmbedding;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.train.SigmaDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentReaderTest {
    @TempDir
    Path folder;

    @Test
    void readsEverySection() {
        Experiment experiment = read("a.yaml", ExperimentFiles.GOOD);

        assertThat(experiment.experiment()).isEqualTo("quickstart");
        assertThat(experiment.seed()).isEqualTo(1);
        assertThat(experiment.dataset())
                .isEqualTo(new TestSource(folder.resolve("data/images"), 2, 1000, false, "all"));
        assertThat(experiment.corruption().noise()).isEqualTo(new GaussianNoise(0.5));
        assertThat(experiment.teacher().network()).isEqualTo(new SongUNet(16, List.of(1, 2, 2), 1, List.of(), 0));
        assertThat(experiment.teacher().training().orElseThrow().learningRate()).isEqualTo(0.002);
        assertThat(experiment.teacher().training().orElseThrow().levels()).isEqualTo(new SigmaDistribution(-0.6, 1.2));
        assertThat(experiment.teacher().sampler()).isEqualTo(SamplerSettings.heun(18));
        assertThat(experiment.distillation().orElseThrow().loss()).isEqualTo(new Sid(1.2));
        assertThat(experiment.distillation().orElseThrow().selectBy()).isEqualTo(new ProximalFd());
        assertThat(experiment.export().tolerance()).isEqualTo(1e-4);
        assertThat(experiment.scoring().rows())
                .containsExactly(Row.OBSERVATION, Row.TEACHER_FULL, Row.GENERATOR, Row.HELD_OUT);
        assertThat(experiment.expect())
                .hasToString("[generator.fd <= 0.25 * observation.fd, generator.fd < teacher-full.fd]");
    }

    /** Files give 0 for a noise level that is not given; records are empty. */
    @Test
    void aNoiseLevelIsStoredGivenOrEstimated() {
        Experiment stored = noise("data-sigma: 0");
        assertThat(stored.teacher().dataSigma()).isEmpty();
        assertThat(stored.teacher().noise()).isEqualTo(new NoiseAssumption.Stored());
        assertThat(stored).isEqualTo(read("b.yaml", ExperimentFiles.GOOD));
        assertThat(ExperimentYaml.write(stored)).contains("data-sigma: 0\n");

        Experiment given = noise("data-sigma: 0.25");
        assertThat(given.teacher().noise()).isEqualTo(new NoiseAssumption.Given(0.25));
        assertThat(given.generatorNoise()).isEqualTo(new NoiseAssumption.Given(0.25));
        assertThat(ExperimentYaml.write(given)).contains("data-sigma: 0.25\n");

        assertThat(noise("noise-level: {type: estimated}").teacher().noise())
                .isEqualTo(new NoiseAssumption.Estimated());
    }

    private Experiment noise(String setting) {
        assertThat(ExperimentFiles.GOOD).contains("  sampler:\n");
        return read("a.yaml", ExperimentFiles.GOOD.replace("  sampler:\n", "  " + setting + "\n  sampler:\n"));
    }

    @Test
    void theDataSeedDefaultsToTheSeed() {
        assertThat(read("a.yaml", ExperimentFiles.GOOD).dataSeed()).isEqualTo(1);
        assertThat(read("b.yaml", "data-seed: -1\n" + ExperimentFiles.GOOD).dataSeed())
                .isEqualTo(-1);
        assertThat(read("c.yaml", "data-seed: 7\n" + ExperimentFiles.GOOD).dataSeed())
                .isEqualTo(7);
    }

    @Test
    void fillsInDefaults() {
        String text = ExperimentFiles.GOOD
                .replace("  sampler:\n    steps: 18\n", "")
                .replace("export: {tolerance: 1e-4}\n", "")
                .replace("  select-by: proximal-fd\n", "")
                .replace(", alpha: 1.2", "")
                .replaceFirst("(?s)expect:.*", "");

        Experiment experiment = read("a.yaml", text);

        Experiment full = read("b.yaml", ExperimentFiles.GOOD);
        assertThat(experiment.expect()).isEmpty();
        assertThat(experiment.distillation()).isEqualTo(full.distillation());
        assertThat(experiment.export()).isEqualTo(full.export());
        assertThat(experiment.teacher()).isEqualTo(full.teacher());
    }

    @Test
    void readsWholeNumbersInExponentFormAndQuotedText() {
        Experiment experiment = read(
                "a.yaml",
                ExperimentFiles.GOOD
                        .replace("samples: 2000", "samples: 2e3")
                        .replace("pad: 2", "pad: 2, split: 'no', mirror: true"));

        assertThat(experiment.scoring().samples()).isEqualTo(2000);
        assertThat(experiment.dataset()).isEqualTo(new TestSource(folder.resolve("data/images"), 2, 1000, true, "no"));
    }

    @Test
    void expandsAliasesOfAnchors() {
        Experiment experiment = read(
                "a.yaml",
                ExperimentFiles.GOOD
                        .replace("mean: -0.6", "mean: &m -0.6")
                        .replace("kimg: 60", "levels: {mean: *m}, kimg: 60"));

        assertThat(experiment.distillation().orElseThrow().training().levels().mean())
                .isEqualTo(-0.6);
    }

    @Test
    void mergesMapsOfTheBaseAndReplacesListsAndScalars() {
        ExperimentFiles.write(folder, "base/base.yaml", ExperimentFiles.GOOD);

        Experiment experiment = read(
                "sub/a.yaml",
                """
                experiment: derived
                extends: ../base/base.yaml
                teacher: {network: {multipliers: [1]}, training: {batch: 7}}
                """);

        assertThat(experiment.experiment()).isEqualTo("derived");
        assertThat(experiment.teacher().network()).isEqualTo(new SongUNet(16, List.of(1), 1, List.of(), 0));
        assertThat(experiment.teacher().training().orElseThrow().batch()).isEqualTo(7);
        assertThat(experiment.teacher().training().orElseThrow().kimg()).isEqualTo(100);
        assertThat(experiment.dataset().location())
                .isEqualTo(folder.resolve("base/data/images").toString());
    }

    @Test
    void resolvesPathsAgainstTheirFile() {
        ExperimentFiles.write(folder, "base/base.yaml", ExperimentFiles.GOOD);

        Experiment experiment =
                read("sub/a.yaml", "extends: ../base/base.yaml\nexperiment: x\ndataset: {path: ../mine}\n");
        Experiment set = ExperimentReader.read(folder.resolve("sub/a.yaml"), List.of("dataset.path=there/images"));

        assertThat(experiment.dataset().location())
                .isEqualTo(folder.resolve("mine").toString());
        assertThat(set.dataset().location())
                .isEqualTo(Path.of("there/images").toAbsolutePath().toString());
    }

    @Test
    void replacesAMapWhoseTypeChanges() {
        ExperimentFiles.write(folder, "base.yaml", ExperimentFiles.GOOD);

        // ambient-tweedie refuses noiseless data, which shows that sigma went with its type
        assertThatThrownBy(() -> read("a.yaml", "extends: base.yaml\ncorruption:\n  noise: {type: none}\n"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(folder.resolve("a.yaml")
                        + ":3:3: corruption.noise: must have a sigma above 0 for objective ambient-tweedie, was 0");
        YamlNode.Mapping noise = (YamlNode.Mapping) RecordTree.of(new GaussianNoise(0.5), false);
        YamlNode.Mapping none = (YamlNode.Mapping) RecordTree.of(new NoNoise(), false);
        assertThat(noise.overlaid(none)).isEqualTo(none);
    }

    @Test
    void refusesCyclesOfExtends() {
        ExperimentFiles.write(folder, "b.yaml", "extends: a.yaml\n");

        assertThatThrownBy(() -> read("a.yaml", "experiment: a\nextends: b.yaml\n"))
                .isInstanceOf(BadInputException.class)
                .hasMessage(folder.resolve("b.yaml")
                        + ":1:10: extends: a file cannot extend itself: a.yaml -> b.yaml -> a.yaml;"
                        + " remove one extends");
    }

    @Test
    void readsEveryNetwork() {
        assertThat(network("{type: mlp}")).isEqualTo(new Mlp(128, 4));
        assertThat(network("{type: song-unet, channels: 16, multipliers: [1, 2], blocks: 1, embedding: fourier,"
                        + " noise-multiplier: 2, encoder: residual, resample-filter: [1, 3, 3, 1], augment-labels: 9}"))
                .isEqualTo(new SongUNet(
                        16,
                        List.of(1, 2),
                        1,
                        List.of(16),
                        0,
                        NoiseEmbedding.FOURIER,
                        2,
                        SongUNet.Encoder.RESIDUAL,
                        List.of(1, 3, 3, 1),
                        9));
    }

    private Denoiser network(String yaml) {
        String text = ExperimentFiles.GOOD.replaceAll("network: .*", "network: " + yaml);
        return ExperimentReader.read(ExperimentFiles.write(folder, "network.yaml", text), List.of())
                .teacher()
                .network();
    }

    @Test
    void errorsInABaseFileHaveTheLocationInTheBase() {
        Path base = ExperimentFiles.write(folder, "base.yaml", ExperimentFiles.GOOD.replace("batch: 48", "batch: 0"));

        assertThatThrownBy(() -> read("a.yaml", "extends: base.yaml\n"))
                .isInstanceOf(BadInputException.class)
                .hasMessage(base + ":10:25: teacher.training.batch: must be in [1, 65536], was 0");
    }

    private Experiment read(String name, String text) {
        return ExperimentReader.read(ExperimentFiles.write(folder, name, text), List.of());
    }
}
