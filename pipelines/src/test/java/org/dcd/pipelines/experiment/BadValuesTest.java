package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong values: one replacement in the good file, and the start of the message. */
class BadValuesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource({"illTypedValues", "valuesThatRecordsRefuse", "malformedExpectations"})
    void sayWhereAndWhat(String good, String bad, String message) {
        assertThat(ExperimentFiles.GOOD).contains(good);
        String text = ExperimentFiles.GOOD.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad));
        Path file = ExperimentFiles.write(folder, "bad.yaml", text);

        assertThatThrownBy(() -> ExperimentReader.read(file, List.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(file + ":" + message);
    }

    static List<Arguments> illTypedValues() {
        return List.of(
                arguments(
                        "batch: 48", "batch: many", "10:32: teacher.training.batch: needs a whole number, was 'many'"),
                arguments(
                        "batch: 48",
                        "batch: '48'",
                        "10:32: teacher.training.batch: needs a whole number, was the text '48'; write it without quotes"),
                arguments(
                        "batch: 48", "batch: [48]", "10:32: teacher.training.batch: needs a whole number, was a list"),
                arguments("batch: 48", "batch: 48.5", "10:32: teacher.training.batch: needs a whole number, was 48.5"),
                arguments(
                        "batch: 48",
                        "batch: 3e9",
                        "10:32: teacher.training.batch: must be in [-2147483648, 2147483647], was 3e9"),
                arguments(
                        "batch: 48",
                        "batch: 1e999999999",
                        "10:32: teacher.training.batch: must be in [-2147483648, 2147483647], was 1e999999999"),
                arguments(
                        "batch: 48",
                        "batch: 1e99999999999",
                        "10:32: teacher.training.batch: has too large an exponent"),
                arguments(
                        "seed: 1",
                        "seed: 9223372036854775808",
                        "2:7: seed: must be in [-9223372036854775808, 9223372036854775807], was"),
                arguments(
                        "batch: 48",
                        "batch: 048",
                        "10:32: teacher.training.batch: has a leading zero, which some YAML readers take for octal, was 048"),
                arguments("kimg: 100", "kimg: 0100.5", "10:20: teacher.training.kimg: has a leading zero"),
                arguments(
                        "batch: 48",
                        "batch: 0o60",
                        "10:32: teacher.training.batch: needs a whole number in decimal digits, was 0o60"),
                arguments(
                        "batch: 48",
                        "batch: 0x30",
                        "10:32: teacher.training.batch: needs a whole number in decimal digits, was 0x30"),
                arguments(
                        "batch: 48",
                        "batch: 1:30",
                        "10:32: teacher.training.batch: needs a whole number, was 1:30, which some YAML readers take for base 60"),
                arguments(
                        "batch: 48",
                        "batch: 1_000",
                        "10:32: teacher.training.batch: needs a whole number, was 1_000; write it without _"),
                arguments("sigma: 0.5", "sigma: .inf", "6:34: corruption.noise.sigma: needs a finite number, was .inf"),
                arguments(
                        "sigma: 0.5", "sigma: -.INF", "6:34: corruption.noise.sigma: needs a finite number, was -.INF"),
                arguments("sigma: 0.5", "sigma: .nan", "6:34: corruption.noise.sigma: needs a finite number, was .nan"),
                arguments(
                        "sigma: 0.5",
                        "sigma: 1e999",
                        "6:34: corruption.noise.sigma: is too large for a number, was 1e999"),
                arguments(
                        "sigma: 0.5",
                        "sigma: 1e-999",
                        "6:34: corruption.noise.sigma: is too small for a number, was 1e-999"),
                arguments(
                        "sigma: 0.5",
                        "sigma:",
                        "6:33: corruption.noise.sigma: has no value; give one or remove the key"),
                arguments("sigma: 0.5", "sigma: null", "6:34: corruption.noise.sigma: has no value"),
                arguments("pad: 2", "mirror: yes", "3:57: dataset.mirror: needs true or false, was 'yes'; write true"),
                arguments("pad: 2", "mirror: off", "3:57: dataset.mirror: needs true or false, was 'off'; write false"),
                arguments("pad: 2", "mirror: N", "3:57: dataset.mirror: needs true or false, was 'N'; write false"),
                arguments("pad: 2", "mirror: 1", "3:57: dataset.mirror: needs true or false, was '1'"),
                arguments(
                        "pad: 2",
                        "split: no",
                        "3:56: dataset.split: needs text, was no, which YAML may take for something else; write \"no\""),
                arguments("pad: 2", "split: 010", "3:56: dataset.split: needs text, was 010"),
                arguments("pad: 2", "split: 12:30", "3:56: dataset.split: needs text, was 12:30"),
                arguments("pad: 2", "split: {a: b}", "3:56: dataset.split: needs text, was a map"),
                arguments("data/images", "''", "3:36: dataset.path: needs a path, was empty"),
                arguments(
                        "quickstart",
                        "Quick Start",
                        "1:1: experiment: must be at most 100 of a-z, 0-9 and -, not starting with -, was 'Quick Start'"),
                arguments("[1, 2, 2]", "2", "9:57: teacher.network.multipliers: needs a list such as [a, b], was '2'"),
                arguments(
                        "[1, 2, 2]",
                        "[1, two, 2]",
                        "9:61: teacher.network.multipliers[1]: needs a whole number, was 'two'"),
                arguments("[1, 2, 2]", "[1, ~]", "9:61: teacher.network.multipliers[1]: has no value"),
                arguments(
                        "teacher-full,",
                        "teacher,",
                        "21:23: scoring.rows[1]: unknown value 'teacher'; allowed: observation, teacher-full,"),
                arguments(
                        "[fd, proximal-fd]",
                        "[fd, proximal-fid]",
                        "22:17: scoring.metrics[1]: unknown type 'proximal-fid'; did you mean proximal-fd? registered: "),
                arguments(
                        "[fd, proximal-fd]",
                        "[fd, {type: kd, subset-size: 1}]",
                        "22:28: scoring.metrics[1].subset-size: must be in [2, 20000], was 1"));
    }

    static List<Arguments> valuesThatRecordsRefuse() {
        return List.of(
                arguments(
                        "{type: identity}",
                        "{type: random-mask, p: 1}",
                        "5:33: corruption.operator.p: must be in [0, 1), was 1"),
                arguments(
                        "{type: identity}",
                        "{type: composed, operators: [{type: downsample}, {type: random-mask, p: 2}]}",
                        "5:82: corruption.operator.operators[1].p: must be in [0, 1), was 2"),
                arguments(
                        "{type: identity}",
                        "{type: composed, operators: []}",
                        "5:30: corruption.operator.operators: needs at least one operator, was []"),
                arguments(
                        "{type: test-source, path: data/images, pad: 2, held-out: 1000}",
                        "{type: cifar10, path: x, subset: 1.5}",
                        "3:35: dataset.subset: must be in (0, 1], was 1.5"),
                arguments(
                        "{type: test-source, path: data/images, pad: 2, held-out: 1000}",
                        "{type: cifar10, path: x, split: all}",
                        "3:42: dataset.split: unknown value 'all'"),
                arguments(
                        "{type: test-source, path: data/images, pad: 2, held-out: 1000}",
                        "{type: image-folder, path: x, resize-to: 9999}",
                        "3:40: dataset.resize-to: must be in [0, 4096], was 9999"),
                arguments("batch: 48", "batch: 0", "10:25: teacher.training.batch: must be in [1, 65536], was 0"),
                arguments("sigma: 0.5", "sigma: -1", "6:27: corruption.noise.sigma: must be in (0, 80], was -1"),
                arguments("std: 1.2", "std: 0", "10:78: teacher.training.levels.std: must be in (0, 10], was 0"),
                arguments(
                        "steps: 18",
                        "sigma-max: 0.001",
                        "12:5: teacher.sampler.sigma-max: must be in (0.002, 10000], was 0.001"),
                arguments(
                        "steps: 18",
                        "sigma-min: 90",
                        "12:5: teacher.sampler.sigma-max: must be in (90, 10000], was 80, its default"),
                arguments(
                        "multipliers: [1, 2, 2]",
                        "multipliers: [1, 65]",
                        "9:61: teacher.network.multipliers[1]: must be in [1, 64], was 65"),
                arguments(
                        "  sampler:",
                        "  data-sigma: 81\n  sampler:",
                        "11:3: teacher.data-sigma: must be in [0, 80], was 81"),
                arguments("pad: 2", "pad: 17", "3:49: dataset.pad: must be in [0, 16], was 17"),
                arguments("tolerance: 1e-4", "tolerance: 2", "17:10: export.tolerance: must be in (0, 1], was 2"),
                arguments("samples: 2000", "samples: 1", "20:3: scoring.samples: must be in [2, 10000000], was 1"),
                arguments("[fd, proximal-fd]", "[fd, fd]", "22:17: scoring.metrics[1]: repeats fd; name it once"),
                arguments("[fd, proximal-fd]", "[]", "22:3: scoring.metrics: must name at least one, was empty"),
                arguments(
                        "select-by: proximal-fd",
                        "select-by: fd",
                        "16:3: distillation.select-by: must be proximal-fd, was fd, an oracle score"),
                arguments(
                        "held-out: 1000",
                        "held-out: 0",
                        "21:48: scoring.rows[3]: is held-out, but dataset.held-out is 0"),
                arguments(
                        "type: ambient-tweedie",
                        "type: ambient-inpainting",
                        "5:3: corruption.operator: must be random-mask for objective ambient-inpainting, was identity"),
                arguments(
                        "type: gaussian, sigma: 0.5",
                        "type: none",
                        "6:3: corruption.noise: must have a sigma above 0 for objective ambient-tweedie, was 0"),
                arguments(
                        "  sampler:",
                        "  noise-level: {type: estimated, images: 19}\n  sampler:",
                        "11:34: teacher.noise-level.images: must be in [20, 1000000], was 19"),
                arguments(
                        "  sampler:",
                        "  noise-level: {type: estimated, scale: 2.5}\n  sampler:",
                        "11:34: teacher.noise-level.scale: must be in [0.5, 2], was 2.5"),
                arguments(
                        "  sampler:",
                        "  noise-level: {type: estimated, rule: median}\n  sampler:",
                        "11:40: teacher.noise-level.rule: unknown value 'median'; allowed: max, mean"),
                arguments(
                        "  sampler:",
                        "  noise-level: {type: estimated}\n  data-sigma: 0.4\n  sampler:",
                        "12:3: teacher.data-sigma: must be 0 where teacher.noise-level is estimated, was 0.4; remove one"),
                arguments(
                        "  sampler:\n    steps: 18\ndistillation:\n",
                        "  noise-level: {type: estimated}\ndistillation:\n  data-sigma: 0.4\n",
                        "13:3: distillation.data-sigma: must be 0 where teacher.noise-level is estimated"),
                arguments(
                        "noise: {type: gaussian, sigma: 0.5}\nteacher:\n  objective: {type: ambient-tweedie}",
                        "noise: {type: none}\nteacher:\n  objective: {type: standard}\n  noise-level: {type: estimated}",
                        "9:3: teacher.noise-level: is estimated, but corruption.noise has sigma 0.0, and fine texture"));
    }

    static List<Arguments> malformedExpectations() {
        return List.of(
                arguments(
                        "< teacher-full.fd",
                        "< teacher.fd",
                        "25:20: expect[1]: unknown row 'teacher'; known: observation,"),
                arguments("- generator.fd <", "- 'generator.fdd' <", "24:21: not valid YAML"),
                arguments(
                        "- generator.fd < teacher-full.fd",
                        "- \"generator.fdd < 1\"",
                        "25:16: expect[1]: unknown metric 'fdd'; did you mean fd?"),
                arguments("< teacher-full.fd", "= 1", "25:18: expect[1]: a comparison must stand here: <, <=, > or >="),
                arguments(
                        "< teacher-full.fd",
                        "< teacher-truncated.fd",
                        "25:5: expect[1]: compares teacher-truncated.fd, which is not scored; add teacher-truncated to scoring.rows"),
                arguments(
                        "[fd, proximal-fd]",
                        "[proximal-fd]",
                        "24:5: expect[0]: compares generator.fd, which is not scored; add fd to scoring.metrics"),
                arguments("- generator.fd <", "- generator.fd: <", "24:5: expect[0]: needs an expectation, was a map"));
    }
}
