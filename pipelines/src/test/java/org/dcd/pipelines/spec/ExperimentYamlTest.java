package org.dcd.pipelines.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentYamlTest {
    @TempDir
    Path folder;

    @Test
    void readsBackToAnEqualExperimentFromAnotherFolder() {
        Experiment experiment = read("a.yaml", ExperimentFiles.GOOD);

        String written = ExperimentYaml.write(experiment);

        assertThat(read("elsewhere/b.yaml", written)).isEqualTo(experiment);
        assertThat(ExperimentYaml.write(read("elsewhere/b.yaml", written))).isEqualTo(written);
    }

    @Test
    void fillsInDefaultsAndStaysReadable() {
        assertThat(ExperimentYaml.write(read("a.yaml", ExperimentFiles.GOOD)))
                .startsWith("experiment: quickstart\nseed: 1\ndataset:")
                .contains(
                        "\n  sampler: {steps: 18, sigma-min: 0.002, sigma-max: 80, rho: 7}\n",
                        "\n    levels: {mean: -0.6, std: 1.2}\n    checkpoint-kimg: 20\n",
                        "\n  rows: [observation, teacher-full, generator, held-out]\n",
                        "\nexpect:\n  - generator.fd <= 0.25 * observation.fd\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "010", "null", "", " a ", "a: b", "a # b", "-", "---", "...", "é\"\\'", "[x]", "*a"})
    void quotesTextThatWouldBeReadAsSomethingElse(String split) {
        Experiment experiment =
                read("a.yaml", ExperimentFiles.GOOD.replace("pad: 2", "split: " + CanonicalJson.quote(split)));

        assertThat(read("b.yaml", ExperimentYaml.write(experiment))).isEqualTo(experiment);
    }

    private Experiment read(String name, String text) {
        return ExperimentReader.read(ExperimentFiles.write(folder, name, text), List.of());
    }
}
