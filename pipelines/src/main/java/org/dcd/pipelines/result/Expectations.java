package org.dcd.pipelines.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dcd.pipelines.experiment.Expectation;
import org.dcd.pipelines.experiment.Expectation.Bound;
import org.dcd.schemas.Score;

/** Checks expectations against the scores of one run. A score is the mean over its sets of samples. */
public final class Expectations {
    private Expectations() {}

    /** Checks each expectation. It fails when a score is missing or two scores have different protocols. */
    public static List<ExpectationResult> check(List<Expectation> expectations, List<Score> scores) {
        return expectations.stream()
                .map(expectation -> check(expectation, scores))
                .toList();
    }

    private static ExpectationResult check(Expectation expectation, List<Score> scores) {
        Optional<ScoreCell> left = find(expectation.left(), scores);
        Optional<ScoreCell> right =
                expectation.bound() instanceof Bound.Multiple multiple ? find(multiple.of(), scores) : Optional.empty();
        if (left.isPresent()
                && right.isPresent()
                && left.get().any().getMetric().equals(right.get().any().getMetric())
                && !left.get().any().getContract().equals(right.get().any().getContract())) {
            return new ExpectationResult(
                    expectation.text(),
                    false,
                    "refused: " + left.get().any().getContract().getName() + " and "
                            + right.get().any().getContract().getName() + " are different protocols");
        }
        Expectation.Outcome outcome =
                expectation.check((row, metric) -> find(new Expectation.Score(row, metric), scores)
                        .map(score -> OptionalDouble.of(score.mean()))
                        .orElse(OptionalDouble.empty()));
        return new ExpectationResult(
                expectation.text(), outcome.verdict() == Expectation.Verdict.HOLDS, detail(outcome, right));
    }

    private static String detail(Expectation.Outcome outcome, Optional<ScoreCell> right) {
        String symbol = outcome.expectation().comparison().symbol();
        String factor = right.map(cell ->
                        arithmetic((Bound.Multiple) outcome.expectation().bound(), cell))
                .orElse("");
        String truth = outcome.verdict() == Expectation.Verdict.FAILS ? "not " : "";
        return truth + show(outcome.left()) + " " + symbol + " " + show(outcome.right()) + factor;
    }

    /** The computation of the right-hand side; empty when it is the score itself. */
    private static String arithmetic(Bound.Multiple bound, ScoreCell right) {
        String factor = bound.factor() == 1 ? "" : bound.factor() + " × ";
        String more = bound.more() == 0
                ? ""
                : (bound.more() < 0 ? " - " : " + ") + FormattedNumbers.figure(Math.abs(bound.more()));
        return factor.isEmpty() && more.isEmpty() ? "" : " = " + factor + FormattedNumbers.figure(right.mean()) + more;
    }

    private static String show(OptionalDouble value) {
        return value.isPresent() ? FormattedNumbers.figure(value.getAsDouble()) : "missing";
    }

    private static Optional<ScoreCell> find(Expectation.Score wanted, List<Score> scores) {
        return ScoreCell.find(scores, wanted.row(), wanted.metric());
    }
}
