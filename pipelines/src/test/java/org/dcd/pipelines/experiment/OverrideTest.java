package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.train.SigmaDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

        assertThat(experiment.teacher().training().orElseThrow().levels()).isEqualTo(new SigmaDistribution(1, 1.2));
        assertThat(experiment.distillation().orElseThrow().training().levels())
                .isEqualTo(new SigmaDistribution(2, 1.2));
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

    private Path path(String text) {
        return ((TestSource) read("dataset.path=" + text).dataset()).path();
    }

    /** Also text that YAML would read as a comment, an alias, an anchor, a tag, a map or null. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/data/set #2",
                "#2",
                "*data",
                "&data",
                "!data",
                "%data",
                "@data",
                "`data",
                "a: b",
                "- data",
                "| data",
                "> data",
                "data #",
                " data",
                "data ",
                "a  b",
                "x: {y: 1}",
                "? data",
                "data:"
            })
    void plainValuesAreTakenLiterally(String text) {
        assertThat(path(text)).isEqualTo(Path.of("").toAbsolutePath().resolve(text));
    }

    @Test
    void quotedValuesAreText() {
        assertThat(path("'/data/set #2'")).isEqualTo(Path.of("/data/set #2"));
        assertThat(path("\"/data/[2]\"")).isEqualTo(Path.of("/data/[2]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "dataset.path=[a] #2 | has text after the value, which would be ignored; a value that starts with [ is read as"
                        + " YAML; to give it as text, write dataset.path='[a] #2'",
                "dataset.path=\"/data/a\" #2 | has text after the value, which would be ignored",
                "dataset.path='a': b | has text after the value, which would be ignored; a value that starts with ' is read",
                "dataset.path=[a | not valid YAML",
                "dataset.path=[a] b | not valid YAML",
                "teacher.training=kimg: 2 | needs a map, was 'kimg: 2'; write it in braces, {…}",
                "teacher.training.kimg=2 # two | needs a number, was '2 # two'",
                "dataset.path=~ | has no value; give one or remove the key (~ means no value in YAML",
                "dataset.path=~/data | starts with ~, which only a shell expands to the home folder",
                "dataset.path='~' | starts with ~, which only a shell expands to the home folder",
                "dataset.path=$DATA/set | holds $DATA, which only a shell expands to its value",
                "dataset.path=/a/${DATA} | holds ${DATA}, which only a shell expands to its value",
                "dataset.path=https://a.org/b.zip | needs a path of this machine, was the URL 'https://a.org/b.zip'; data"
                        + " and weights are read from local files: download it first",
                "dataset.path=s3://a/b | needs a path of this machine, was the URL 's3://a/b'",
                "dataset.path=file:///data | needs a path, was the URL 'file:///data'; write it without file://",
                "teacher.network.multipliers.3=2 | there is no item 3: the list at",
                "teacher.network.multipliers.01=2 | needs key=value",
                "teacher.network.blocks.0=2 | needs a whole number, was a map",
            })
    void ambiguousValuesAreRefused(String override, String message) {
        assertThatThrownBy(() -> read(override))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("--set " + override)
                .hasMessageContaining(message);
    }

    @Test
    void numbersInKeysAreIndicesOfItems() {
        Experiment experiment = read(
                "teacher.network.multipliers.1=3",
                "restoration.methods=[{type: dps, steps: 7}]",
                "restoration.methods.0.steps=9",
                "expect.1=generator.fd < 7");

        assertThat(experiment.teacher().network()).asString().contains("[1, 3, 2]");
        assertThat(experiment.restoration().methods()).asString().contains("steps=9");
        assertThat(experiment.expect().get(1)).hasToString("generator.fd < 7");
        assertThat(experiment.expect()).hasSize(2);
    }

    private Experiment read(String... overrides) {
        return ExperimentReader.read(ExperimentFiles.write(folder, "a.yaml", ExperimentFiles.GOOD), List.of(overrides));
    }
}
