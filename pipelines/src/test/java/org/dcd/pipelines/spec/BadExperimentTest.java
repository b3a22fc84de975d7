package org.dcd.pipelines.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One replacement in the good file, and the whole start of the message. */
class BadExperimentTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // keys
                "teacher: | teachers: | 7:1: teachers: unknown key; did you mean teacher? allowed: corruption, dataset,",
                "learning-rate | learning_rate | 10:37: teacher.training.learning_rate: unknown key; did you mean learning-rate? allowed: batch,",
                "learning-rate | learningRate | 10:37: teacher.training.learningRate: unknown key; did you mean learning-rate?",
                "alpha | strength | 14:21: distillation.loss.strength: unknown key; allowed: alpha, type",
                "seed: 1 | sed: 1 | 2:1: sed: unknown key; did you mean seed?",
                "seed: 1 | '' | 1:1: seed: missing; add it",
                "'  objective: {type: ambient-tweedie}' | '' | 9:3: teacher.objective: missing; add it as {type: …}, one of ambient-tweedie",
                "kimg: 100,` | `` | 10:13: teacher.training.kimg: missing; add it",
                "seed: 1 | `seed: 1\nseed: 2` | 3:1: seed: duplicate key, already given at ",
                "batch: 48, | `batch: 48, batch: 48,` | 10:37: teacher.training.batch: duplicate key, already given at ",
                "seed: 1 | sweep: {seed: [1, 2]} | 2:1: sweep: sweeps are not there yet; run the file once for each value with --set",
                "seed: 1 | `? [a]\n: 1` | 2:3: a key must be a plain word",
                // types
                "type: sid | type: sit | 14:16: distillation.loss.type: unknown type 'sit'; did you mean sid? registered: sid",
                "{type: identity} | identity | 5:13: corruption.operator: needs a map with a type, one of identity, was 'identity'",
                "{type: identity} | {} | 5:13: corruption.operator.type: missing; give one of identity",
                "{type: identity} | {type: [identity]} | 5:20: corruption.operator.type: needs one of identity, was a list",
                "{type: identity} | {type: } | 5:20: corruption.operator.type: needs one of identity, was ''",
                // values
                "batch: 48 | batch: many | 10:33: teacher.training.batch: needs a whole number, was 'many'",
                "batch: 48 | batch: '48' | 10:33: teacher.training.batch: needs a whole number, was the text '48'; write it without quotes",
                "batch: 48 | batch: [48] | 10:33: teacher.training.batch: needs a whole number, was a list",
                "batch: 48 | batch: 48.5 | 10:33: teacher.training.batch: needs a whole number, was 48.5",
                "batch: 48 | batch: 3e9 | 10:33: teacher.training.batch: must be in [-2147483648, 2147483647], was 3e9",
                "batch: 48 | batch: 1e999999999 | 10:33: teacher.training.batch: must be in [-2147483648, 2147483647], was 1e999999999",
                "batch: 48 | batch: 1e99999999999 | 10:33: teacher.training.batch: has too large an exponent",
                "seed: 1 | seed: 9223372036854775808 | 2:7: seed: must be in [-9223372036854775808, 9223372036854775807], was",
                "batch: 48 | batch: 048 | 10:33: teacher.training.batch: has a leading zero, which some YAML readers take for octal, was 048",
                "kimg: 100 | kimg: 0100.5 | 10:20: teacher.training.kimg: has a leading zero",
                "batch: 48 | batch: 0o60 | 10:33: teacher.training.batch: needs a whole number in decimal digits, was 0o60",
                "batch: 48 | batch: 0x30 | 10:33: teacher.training.batch: needs a whole number in decimal digits, was 0x30",
                "batch: 48 | batch: 1:30 | 10:33: teacher.training.batch: needs a whole number, was 1:30, which some YAML readers take for base 60",
                "batch: 48 | batch: 1_000 | 10:33: teacher.training.batch: needs a whole number, was 1_000; write it without _",
                "sigma: 0.5 | sigma: .inf | 6:34: corruption.noise.sigma: needs a finite number, was .inf",
                "sigma: 0.5 | sigma: -.INF | 6:34: corruption.noise.sigma: needs a finite number, was -.INF",
                "sigma: 0.5 | sigma: .nan | 6:34: corruption.noise.sigma: needs a finite number, was .nan",
                "sigma: 0.5 | sigma: 1e999 | 6:34: corruption.noise.sigma: is too large for a number, was 1e999",
                "sigma: 0.5 | sigma: 1e-999 | 6:34: corruption.noise.sigma: is too small for a number, was 1e-999",
                "sigma: 0.5 | sigma: | 6:33: corruption.noise.sigma: has no value; give one or remove the key",
                "sigma: 0.5 | sigma: null | 6:34: corruption.noise.sigma: has no value",
                "pad: 2 | mirror: yes | 3:59: dataset.mirror: needs true or false, was 'yes'; write true",
                "pad: 2 | mirror: off | 3:59: dataset.mirror: needs true or false, was 'off'; write false",
                "pad: 2 | mirror: N | 3:59: dataset.mirror: needs true or false, was 'N'; write false",
                "pad: 2 | mirror: 1 | 3:59: dataset.mirror: needs true or false, was '1'",
                "pad: 2 | split: no | 3:58: dataset.split: needs text, was no, which YAML may take for something else; write `\"no\"`",
                "pad: 2 | split: 010 | 3:58: dataset.split: needs text, was 010",
                "pad: 2 | split: 12:30 | 3:58: dataset.split: needs text, was 12:30",
                "pad: 2 | split: {a: b} | 3:58: dataset.split: needs text, was a map",
                "data/images | ''''  | 3:36: dataset.path: needs a path, was empty",
                "quickstart | Quick Start | 1:1: experiment: must be at most 100 of a-z, 0-9 and -, not starting with -, was 'Quick Start'",
                "[1, 2, 2] | 2 | 9:57: teacher.network.multipliers: needs a list such as [a, b], was '2'",
                "[1, 2, 2] | [1, two, 2] | 9:61: teacher.network.multipliers[1]: needs a whole number, was 'two'",
                "[1, 2, 2] | [1, ~] | 9:61: teacher.network.multipliers[1]: has no value",
                "teacher-full, | teacher, | 21:23: scoring.rows[1]: unknown value 'teacher'; allowed: observation, teacher-full,",
                "[fd, proximal-fd] | [fd, proximal-fid] | 22:17: scoring.metrics[1]: unknown value 'proximal-fid'; did you mean proximal-fd? allowed: fd, proximal-fd",
                // what records refuse
                "batch: 48 | batch: 0 | 10:26: teacher.training.batch: must be in [1, 65536], was 0",
                "sigma: 0.5 | sigma: -1 | 6:27: corruption.noise.sigma: must be in (0, 80], was -1.0",
                "std: 1.2 | std: 0 | 10:77: teacher.training.levels.std: must be in (0, 10], was 0.0",
                "steps: 18 | sigma-max: 0.001 | 12:5: teacher.sampler.sigma-max: sampler needs 0 < sigma-min < sigma-max",
                "pad: 2 | pad: 17 | 3:53: dataset.pad: must be in [0, 16], was 17",
                "tolerance: 1e-4 | tolerance: 2 | 17:10: export.tolerance: must be in (0, 1], was 2.0",
                "samples: 2000 | samples: 1 | 20:3: scoring.samples: must be in [2, 10000000], was 1",
                "[fd, proximal-fd] | [fd, fd] | 22:17: scoring.metrics[1]: repeats fd; name it once",
                "[fd, proximal-fd] | [] | 22:3: scoring.metrics: must name at least one, was empty",
                "select-by: proximal-fd | select-by: fd | 16:3: distillation.select-by: must be proximal-fd, was fd, an oracle score",
                "held-out: 1000 | held-out: 0 | 21:46: scoring.rows[3]: is held-out, but dataset.held-out is 0",
                "type: gaussian, sigma: 0.5 | type: none | 6:3: corruption.noise: objective ambient-tweedie needs noisy measurements",
                // expectations
                "< teacher-full.fd | < teacher.fd | 25:20: expect[1]: unknown row 'teacher'; known: observation,",
                "- generator.fd < | - `'generator.fdd' <` | 25:5: not valid YAML",
                "- generator.fd < teacher-full.fd | `- \"generator.fdd < 1\"` | 25:16: expect[1]: unknown metric 'fdd'; did you mean fd?",
                "< teacher-full.fd | = 1 | 25:18: expect[1]: a comparison must stand here: <, <=, > or >=",
                "< teacher-full.fd | < teacher-truncated.fd | 25:5: expect[1]: compares teacher-truncated.fd, which is not scored; add teacher-truncated to scoring.rows",
                "[fd, proximal-fd] | [proximal-fd] | 24:5: expect[0]: compares generator.fd, which is not scored; add fd to scoring.metrics",
                "- generator.fd < | - generator.fd: < | 25:5: expect[1]: needs an expectation, was a map",
                // YAML
                "seed: 1 | `seed: [1` | 3:8: not valid YAML: while parsing a flow sequence, expected ',' or ']'",
                "seed: 1 | `seed: 1\n\tfoo: 1` | 3:1: tab in the indentation; YAML wants spaces, replace it",
                "seed: 1 | seed: !!int 1 | 2:7: seed: tag 'tag:yaml.org,2002:int' is not supported; remove it",
                "seed: 1 | seed: *x | 2:7: seed: alias *x has no finished anchor before it",
                "teacher: | `teacher: &x\n  again: *x` | 8:10: teacher.again: alias *x has no finished anchor before it",
                "expect: | `---\nexpect:` | 23:1: a second document starts here",
                "seed: 1 | extends: nowhere.yaml | 2:10: extends: ",
                "seed: 1 | extends: | 2:9: extends: needs the path of one experiment file",
                "seed: 1 | extends: [a, b] | 2:10: extends: needs the path of one experiment file, was a list",
            })
    void saysWhereAndWhat(String good, String bad, String message) {
        assertThat(ExperimentFiles.GOOD).contains(good);
        String text = ExperimentFiles.GOOD.replaceFirst(
                java.util.regex.Pattern.quote(good), java.util.regex.Matcher.quoteReplacement(bad));
        assertRefused(text.getBytes(StandardCharsets.UTF_8), ":" + message);
    }
}
