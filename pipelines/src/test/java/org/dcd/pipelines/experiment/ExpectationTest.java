package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalDouble;
import org.dcd.pipelines.experiment.Expectation.Bound;
import org.dcd.pipelines.experiment.Expectation.Comparison;
import org.dcd.pipelines.experiment.Expectation.MalformedException;
import org.dcd.pipelines.experiment.Expectation.Score;
import org.dcd.pipelines.experiment.Expectation.Verdict;
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
                        new Score("held-out", "proximal-fd"),
                        Comparison.AT_LEAST,
                        new Bound.Multiple(0.25, new Score("teacher-full", "fd"), 0)));
        assertThat(Expectation.parse("generator.fd < 2e1").bound()).isEqualTo(new Bound.Constant(20));
        assertThat(Expectation.parse("generator-prior.psnr >= 2 * observation.psnr - 3")
                        .bound())
                .isEqualTo(new Bound.Multiple(2, new Score("observation", "psnr"), -3));
        assertThat(Expectation.parse("dps.psnr>observation.psnr+.5").bound())
                .isEqualTo(new Bound.Multiple(1, new Score("observation", "psnr"), 0.5));
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
        "generator.fd <= 0.5 * observation.fd - 1, HOLDS",
        "generator.fd <= 0.5 * observation.fd - 1.5, FAILS",
        "generator.fd >= observation.fd - 5, HOLDS",
        "generator.fd >= observation.fd + -4.5, FAILS",
        "generator.fd < held-out.fd + 3, UNKNOWN",
        "generator.fd < held-out.fd, UNKNOWN",
        "held-out.fd < 3, UNKNOWN",
        "teacher-full.fd < 3, FAILS",
        "teacher-full.fd >= 3, FAILS",
    })
    void comparesScores(String text, Verdict verdict) {
        assertThat(Expectation.parse(text).check(ExpectationTest::score).verdict())
                .isEqualTo(verdict);
    }

    private static OptionalDouble score(String row, String metric) {
        assertThat(metric).isEqualTo("fd");
        return switch (row) {
            case "generator" -> OptionalDouble.of(3);
            case "observation" -> OptionalDouble.of(8);
            case "teacher-full" -> OptionalDouble.of(Double.NaN);
            default -> OptionalDouble.empty();
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\" | 0 | expected a row",
                "generator | 9 | expected a dot and a metric after generator",
                "generator. | 10 | expected a metric, one of alignment-error, best-candidate-fd, classifier-score,",
                "generator.fdd < 1 | 10 | unknown metric 'fdd'; did you mean fd?",
                "generater.fd < 1 | 0 | unknown row 'generater'; did you mean generator? known: observation,",
                "generator.fd = 1 | 13 | expected a comparison: <, <=, > or >=",
                "generator.fd < | 14 | expected a row",
                "generator.fd < 010 | 15 | has a leading zero",
                "generator.fd < .nan | 15 | needs a finite number",
                "generator.fd < 2 * 3 | 19 | expected a row",
                "generator.fd < observation.fd + x | 32 | expected a number after the sign, as in row.metric + 3",
                "generator.fd < observation.fd + 1 + 1 | 34 | unexpected text",
                "generator.fd < observation.fd * 2 | 30 | unexpected text; write row.metric <= 0.5 * row.metric",
            })
    void refusesMalformedTextAtItsColumn(String text, int offset, String message) {
        assertThatThrownBy(() -> Expectation.parse(text))
                .isInstanceOfSatisfying(
                        MalformedException.class, e -> assertThat(e.offset()).isEqualTo(offset))
                .hasMessageStartingWith(message);
    }
}
