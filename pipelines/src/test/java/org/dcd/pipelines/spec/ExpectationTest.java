package org.dcd.pipelines.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalDouble;
import org.dcd.pipelines.spec.Expectation.Bound;
import org.dcd.pipelines.spec.Expectation.Comparison;
import org.dcd.pipelines.spec.Expectation.MalformedException;
import org.dcd.pipelines.spec.Expectation.Score;
import org.dcd.pipelines.spec.Expectation.Verdict;
import org.dcd.transforms.stage.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationTest {
    @Test
    void parsesBothSides() {
        assertThat(Expectation.parse("held-out.proximal-fd>=0.25*teacher-full.fd"))
                .isEqualTo(new Expectation(
                        "held-out.proximal-fd>=0.25*teacher-full.fd",
                        new Score(Row.HELD_OUT, "proximal-fd"),
                        Comparison.AT_LEAST,
                        new Bound.Multiple(0.25, new Score(Row.TEACHER_FULL, "fd"))));
        assertThat(Expectation.parse("generator.fd < 2e1").bound()).isEqualTo(new Bound.Constant(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"generator.fd < 3", "  generator.fd<=0.5*observation.fd ", "generator.fd > generator.fd"})
    void printsAsWritten(String text) {
        assertThat(Expectation.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "generator.fd < 3, FAILS",
        "generator.fd <= 3, HOLDS",
        "generator.fd > 3, FAILS",
        "generator.fd >= 3, HOLDS",
        "generator.fd <= 0.25 * observation.fd, FAILS",
        "generator.fd <= 0.5 * observation.fd, HOLDS",
        "generator.fd < held-out.fd, UNKNOWN",
        "held-out.fd < 3, UNKNOWN",
        "teacher-full.fd < 3, FAILS",
        "teacher-full.fd >= 3, FAILS",
    })
    void comparesScores(String text, Verdict verdict) {
        assertThat(Expectation.parse(text).check(ExpectationTest::score).verdict())
                .isEqualTo(verdict);
    }

    private static OptionalDouble score(Row row, String metric) {
        assertThat(metric).isEqualTo("fd");
        return switch (row) {
            case GENERATOR -> OptionalDouble.of(3);
            case OBSERVATION -> OptionalDouble.of(8);
            case TEACHER_FULL -> OptionalDouble.of(Double.NaN);
            case TEACHER_TRUNCATED, HELD_OUT -> OptionalDouble.empty();
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\" | 0 | a row must stand here",
                "generator | 9 | a dot and a metric must follow generator",
                "generator. | 10 | a metric must stand here, one of alignment-error, best-candidate-fd, classifier-score,",
                "generator.fdd < 1 | 10 | unknown metric 'fdd'; did you mean fd?",
                "generater.fd < 1 | 0 | unknown row 'generater'; did you mean generator? known: observation,",
                "generator.fd = 1 | 13 | a comparison must stand here: <, <=, > or >=",
                "generator.fd < | 14 | a row must stand here",
                "generator.fd < 010 | 15 | has a leading zero",
                "generator.fd < .nan | 15 | needs a finite number",
                "generator.fd < 2 * 3 | 19 | a row must stand here",
                "generator.fd < observation.fd * 2 | 30 | nothing may follow here; write row.metric <= 0.5 * row.metric",
            })
    void refusesMalformedTextAtItsColumn(String text, int offset, String message) {
        assertThatThrownBy(() -> Expectation.parse(text))
                .isInstanceOfSatisfying(
                        MalformedException.class, e -> assertThat(e.offset()).isEqualTo(offset))
                .hasMessageStartingWith(message);
    }
}
