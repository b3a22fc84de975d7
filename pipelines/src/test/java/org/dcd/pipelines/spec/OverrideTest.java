package org.dcd.pipelines.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.corruption.GaussianNoise;
import org.dcd.transforms.settings.LevelDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverrideTest {
    @TempDir
    Path folder;

    @Test
    void lastOneWins() {
        assertThat(read("seed=2", "seed=3").seed()).isEqualTo(3);
        assertThat(read("corruption.noise.sigma=0.25").corruption().noise()).isEqualTo(new GaussianNoise(0.25));
    }

    @Test
    void setsListsAndMapsAndCreatesMissingOnes() {
        Experiment experiment = read(
                "teacher.training.levels={mean: 1}",
                "distillation.training.levels.mean=2",
                "scoring.metrics=[proximal-fd, fd]");

        assertThat(experiment.teacher().training().orElseThrow().levels()).isEqualTo(new LevelDistribution(1, 1.2));
        assertThat(experiment.distillation().training().levels()).isEqualTo(new LevelDistribution(2, 1.2));
        assertThat(experiment.scoring().metrics()).hasToString("[ProximalFd[], Fd[]]");
    }

    @Test
    void changesATypeAndThenItsKeys() {
        assertThat(read("corruption.noise.type=none", "corruption.noise={type: gaussian, sigma: 2}")
                        .corruption()
                        .noise())
                .isEqualTo(new GaussianNoise(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "seed | needs key=value, such as corruption.noise.sigma=0.25",
                "=1 | needs key=value",
                "Seed=1 | needs key=value",
                "scoring.rows[0]=generator | needs key=value",
                "seed= | has no value; write key=value without spaces",
                "seed=~ | has no value; give one or remove the key",
                "seed=1.5 | needs a whole number, was 1.5",
                "seed=[1 | not valid YAML: while parsing a flow sequence",
                "extends=a.yaml | extends cannot be set",
                "sweep.seed=1 | needs a list of at least one value, such as [1, 2, 3], was '1'",
                "corruption.noize.sigma=0.25 | corruption.noize: unknown key; did you mean noise? allowed: noise, operator",
                "teacher.training.batch=0 | must be in [1, 65536], was 0",
                "corruption.noise=0.25 | needs a map with a type, one of",
                "corruption.noise.type=gausian | unknown type 'gausian'; did you mean gaussian? registered:",
                "expect=[generator.fd < nothing] | expect[0]: character 16: unknown row 'nothing'",
            })
    void errorsGiveTheOverride(String override, String message) {
        assertThatThrownBy(() -> read(override))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("--set " + override + ": " + message);
    }

    private Experiment read(String... overrides) {
        return ExperimentReader.read(ExperimentFiles.write(folder, "a.yaml", ExperimentFiles.GOOD), List.of(overrides));
    }
}
