package org.dcd.pipelines.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {
    private static String of(String key) {
        return String.join("\n", Explanation.of(key, 100));
    }

    @Test
    void aNumberHasItsMeaningRangeAndDefault() {
        assertThat(Explanation.of("distillation.loss.sid.alpha", 100))
                .containsExactly(
                        "distillation.loss.sid.alpha",
                        "",
                        "  α; 1.2 in the paper, smaller when training drifts to noise",
                        "",
                        "  of         sid",
                        "  value      a number in [0, 2]",
                        "  default    1.2",
                        "  stage key  yes, stages that depend on it run again when it changes");
        assertThat(of("distillation.loss.alpha")).contains("  of         sid\n  value      a number in [0, 2]");
        assertThat(of("distillation.training.select-from-kimg")).contains("a number in [0, kimg]\n");
        assertThat(of("teacher.network.multipliers")).contains("a list, each a whole number in [1, 64]\n");
        assertThat(of("dataset.idx.held-out")).contains("a whole number at least 0\n");
    }

    @Test
    void itemsOfListsAreExplainedByIndex() {
        assertThat(of("restoration.methods.0.dps.steps"))
                .isEqualTo(of("restoration.methods.dps.steps").replace("methods.dps", "methods.0.dps"));
    }

    @Test
    void anOpenFamilyListsItsMembersAndAMemberItsKeys() {
        assertThat(of("teacher.objective"))
                .contains("one of:\n    ambient-fourier")
                .contains("\n    standard  ")
                .contains("none (required)");
        assertThat(of("teacher.objective.consistency"))
                .contains("\n    weight [")
                .contains("keys:");
        assertThat(of("restoration.methods.dps")).contains("    sigma-max [80]");
    }

    @Test
    void constantsOfEnumsAreListed() {
        assertThat(of("teacher.sampler.stop-rule"))
                .contains("one of level, variance")
                .contains("The next σ is below stop-sigma (paper Alg. 4).");
        assertThat(of("preset")).contains("reference-code");
    }

    /** Settings that records of another module document. */
    @Test
    void descriptionsFromOtherModulesAreFound() {
        assertThat(of("distillation.corrupt-fake")).contains("whether the fake score is trained on corrupted");
    }

    @Test
    void keysThatAreNotInStageKeysAreMarked() {
        assertThat(of("dataset.idx.path")).contains("stage key  no");
        assertThat(of("distillation.training.keep-candidates")).contains("yes, unless it is the default");
        assertThat(of("expect")).contains("only that of the report");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "techer|did you mean teacher?",
                "teacher.objectiv|unknown key 'objectiv' in teacher; did you mean objective?",
                "alpha|there is distillation.loss.alpha",
                "seed.more|seed has no keys",
                "|unknown key ''",
                "a..b|unknown key 'a'"
            })
    void anUnknownKeyIsReportedWithTheClosestMatches(String keyAndMessage) {
        String[] parts = keyAndMessage.split("\\|");

        assertThatThrownBy(() -> Explanation.of(parts[0], 80))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(parts[1]);
    }

    static Stream<String> keys() {
        return KeyPaths.of(true).all().entrySet().stream()
                .filter(entry -> entry.getValue().stream()
                        .noneMatch(found -> found.member().orElse("").endsWith("-source")))
                .map(Map.Entry::getKey)
                .filter(key -> !key.endsWith("." + KeyPaths.TYPE));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyHasADescriptionAndFitsTheWidth(String key) {
        List<String> lines = Explanation.of(key, 80);

        assertThat(lines).allMatch(line -> line.codePointCount(0, line.length()) <= 80);
        assertThat(lines.get(2)).as("Javadoc of " + key).isNotBlank().doesNotContain("value  ");
    }
}
