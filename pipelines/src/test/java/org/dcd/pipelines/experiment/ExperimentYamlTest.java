package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.dcd.transforms.loss.AmbientInpainting;
import org.dcd.transforms.loss.AmbientInpainting.HiddenScale;
import org.dcd.transforms.loss.AmbientInpainting.LossMask;
import org.dcd.transforms.measurement.Composed;
import org.dcd.transforms.measurement.Downsample;
import org.dcd.transforms.measurement.Downsample.Method;
import org.dcd.transforms.measurement.RandomMask;
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
                .startsWith("experiment: quickstart\nseed: 1\nmethod: {type: dcd}\ndataset:")
                .contains(
                        "\n  sampler:\n    method: heun\n    steps: 18\n    sigma-min: 0.002\n",
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: gaussian-blur}",
                "{type: gaussian-blur, size: 5, std: 1.5, taps: truncated}",
                "{type: downsample, factor: 4, method: bicubic}",
                "{type: random-mask, p: 0.6}",
                "{type: multicoil-fourier, acceleration: 4}",
                "{type: multicoil-fourier, acceleration: 4, maps: {type: birdcage, coils: 8}}",
                "{type: composed, operators: [{type: gaussian-blur}, {type: downsample}, {type: random-mask, p: 0}]}"
            })
    void readsBackEveryOperator(String operator) {
        Experiment experiment = read("a.yaml", ExperimentFiles.GOOD.replace("{type: identity}", operator));

        assertThat(read("b.yaml", ExperimentYaml.write(experiment))).isEqualTo(experiment);
    }

    @Test
    void readsComposedOperators() {
        String operators = "{type: composed, operators: [{type: downsample}, {type: random-mask, p: 0.5}]}";
        Experiment experiment = read("a.yaml", ExperimentFiles.GOOD.replace("{type: identity}", operators));

        assertThat(experiment.corruption().operator())
                .isEqualTo(new Composed(List.of(new Downsample(2, Method.AVERAGE), new RandomMask(0.5))));
    }

    @Test
    void readsAmbientInpainting() {
        String objective = "{type: ambient-inpainting, loss-mask: further}";
        String file = ExperimentFiles.GOOD
                .replace("{type: ambient-tweedie}", objective)
                .replace("{type: identity}", "{type: random-mask, p: 0.5}")
                .replace("{type: gaussian, sigma: 0.5}", "{type: none}");
        Experiment experiment = read("a.yaml", file);

        assertThat(experiment.teacher().objective())
                .isEqualTo(new AmbientInpainting(0.1, LossMask.FURTHER, LossMask.MEASURED, HiddenScale.DATA));
    }

    private Experiment read(String name, String text) {
        return ExperimentReader.read(ExperimentFiles.write(folder, name, text), List.of());
    }
}
