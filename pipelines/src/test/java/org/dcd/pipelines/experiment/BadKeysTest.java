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

/** Wrong keys and broken YAML: one replacement in the good file, and the start of the message. */
class BadKeysTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource({"unknownMissingAndDuplicateKeys", "types", "brokenYaml"})
    void sayWhereAndWhat(String good, String bad, String message) {
        assertThat(ExperimentFiles.GOOD).contains(good);
        String text = ExperimentFiles.GOOD.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad));
        Path file = ExperimentFiles.write(folder, "bad.yaml", text);

        assertThatThrownBy(() -> ExperimentReader.read(file, List.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(file + ":" + message);
    }

    static List<Arguments> unknownMissingAndDuplicateKeys() {
        return List.of(
                arguments(
                        "teacher:",
                        "teachers:",
                        "7:1: teachers: unknown key; did you mean teacher? allowed: corruption, data-seed,"),
                arguments(
                        "learning-rate",
                        "learning_rate",
                        "10:36: teacher.training.learning_rate: unknown key; did you mean learning-rate? allowed: augment, batch,"),
                arguments(
                        "learning-rate",
                        "learningRate",
                        "10:36: teacher.training.learningRate: unknown key; did you mean learning-rate?"),
                arguments("alpha", "strength", "14:21: distillation.loss.strength: unknown key; allowed: alpha, type"),
                arguments("seed: 1", "sed: 1", "2:1: sed: unknown key; did you mean seed?"),
                arguments("seed: 1", "", "1:1: seed: missing; add it"),
                arguments(
                        "  objective: {type: ambient-tweedie}",
                        "",
                        "9:3: teacher.objective: missing; add it as {type: …}, one of "),
                arguments("kimg: 100,", "", "10:13: teacher.training.kimg: missing; add it"),
                arguments("seed: 1", "seed: 1\nseed: 2", "3:1: seed: duplicate key, already given at"),
                arguments(
                        "batch: 48,",
                        "batch: 48, batch: 48,",
                        "10:36: teacher.training.batch: duplicate key, already given at"),
                arguments("seed: 1", "sweep: 1", "2:8: sweep: needs keys with lists of values"),
                arguments("seed: 1", "? [a]\n: 1", "2:3: a key must be a plain word"));
    }

    static List<Arguments> types() {
        return List.of(
                arguments(
                        "type: sid",
                        "type: sit",
                        "14:16: distillation.loss.type: unknown type 'sit'; did you mean sid? registered: "),
                arguments(
                        "{type: identity}",
                        "identify",
                        "5:13: corruption.operator: unknown type 'identify'; did you mean identity? registered: "),
                arguments("{type: identity}", "3", "5:13: corruption.operator: needs a map with a type, one of "),
                arguments("{type: identity}", "{}", "5:13: corruption.operator.type: missing; give one of "),
                arguments("{type: identity}", "{type: [identity]}", "5:20: corruption.operator.type: needs one of "),
                arguments("{type: identity}", "{type: }", "5:19: corruption.operator.type: needs one of "));
    }

    static List<Arguments> brokenYaml() {
        return List.of(
                arguments(
                        "seed: 1",
                        "seed: [1",
                        "3:8: not valid YAML: while parsing a flow sequence, expected ',' or ']'"),
                arguments("seed: 1", "seed: 1\n\tfoo: 1", "3:1: tab in the indentation; YAML wants spaces, replace it"),
                arguments(
                        "seed: 1",
                        "seed: !!int 1",
                        "2:7: seed: tag 'tag:yaml.org,2002:int' is not supported; remove it"),
                arguments("seed: 1", "seed: *x", "2:7: seed: alias *x has no finished anchor before it"),
                arguments(
                        "teacher:",
                        "teacher: &x\n  again: *x",
                        "8:10: teacher.again: alias *x has no finished anchor before it"),
                arguments("expect:", "---\nexpect:", "23:1: a second document starts here"),
                arguments("seed: 1", "extends: nowhere.yaml", "2:10: extends:"),
                arguments("seed: 1", "extends:", "2:9: extends: needs the path of one experiment file"),
                arguments(
                        "seed: 1",
                        "extends: [a, b]",
                        "2:10: extends: needs the path of one experiment file, was a list"));
    }
}
