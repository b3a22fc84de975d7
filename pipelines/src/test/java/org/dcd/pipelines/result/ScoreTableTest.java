package org.dcd.pipelines.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.dcd.pipelines.experiment.Expectation;
import org.dcd.pipelines.report.SyntheticReport;
import org.dcd.schemas.Score;
import org.junit.jupiter.api.Test;

class ScoreTableTest {
    private final List<Score> scores = SyntheticReport.scores(1);

    @Test
    void refusesToMixProtocols() {
        assertThatThrownBy(() -> new ScoreTable(scores.get(0).getContract(), true, scores))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("different protocols")
                .hasMessageContaining("proximal-fd[classifier-99ff00aa]");
    }

    @Test
    void refusesTwoValuesOfOneCell() {
        assertThatThrownBy(
                        () -> new ScoreTable(scores.get(0).getContract(), true, List.of(scores.get(0), scores.get(0))))
                .hasMessageContaining("two values of observation.fd for seed 1");
    }

    @Test
    void splitsByProtocolInOrder() {
        assertThat(ScoreTable.byContract(scores))
                .extracting(table -> table.contract().getName())
                .containsExactly("fd[classifier-1a2b3c4d]", "proximal-fd[classifier-99ff00aa]");
    }

    @Test
    void anExpectationOverTwoProtocolsFails() {
        scores.get(0).setContract(SyntheticReport.contract("fd[classifier-other]", "none"));
        ExpectationResult result = Expectations.check(
                        List.of(Expectation.parse("generator.fd < observation.fd")), scores)
                .get(0);
        assertThat(result.passed()).isFalse();
        assertThat(result.detail()).startsWith("refused: ").contains("fd[classifier-other]");
    }

    @Test
    void anExpectationOverAMissingScoreFails() {
        ExpectationResult result = Expectations.check(
                        List.of(Expectation.parse("generator.fd < observation.fd")), List.of())
                .get(0);
        assertThat(result.passed()).isFalse();
        assertThat(result.detail()).isEqualTo("missing < missing");
    }

    @Test
    void setsOfSamplesAreOneCellWithMeanMinimumAndDeviation() {
        Score first = scores.get(0);
        List<Score> sets = List.of(
                Score.newBuilder(first).setValue(3).setSampleSet(1).build(),
                Score.newBuilder(first).setValue(1).setSampleSet(0).build(),
                Score.newBuilder(first).setValue(8).setSampleSet(2).build());
        ScoreTable table = new ScoreTable(first.getContract(), true, sets);
        ScoreCell cell =
                table.cell(first.getRow(), first.getMetric(), first.getSeed()).orElseThrow();

        assertThat(cell.mean()).isEqualTo(4);
        assertThat(cell.minimum()).isEqualTo(1);
        assertThat(cell.deviation().orElseThrow()).isCloseTo(Math.sqrt(13), within(1e-12));
        assertThat(cell.text()).isEqualTo("4.000 ± 3.606");
        assertThat(Expectations.check(List.of(Expectation.parse(first.getRow() + ".fd <= 4")), sets)
                        .get(0)
                        .passed())
                .isTrue();
    }

    @Test
    void theDeviationOfOneSetIsThatOfTheEstimator() {
        Score score = Score.newBuilder(scores.get(0)).setDeviation(0.5).build();

        assertThat(new ScoreCell(List.of(score)).deviation()).hasValue(0.5);
        assertThat(new ScoreCell(List.of(scores.get(0))).deviation()).isEmpty();
    }
}
